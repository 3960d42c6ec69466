import type { VNode } from 'preact'
import type { Excerpt, Why } from '../why.ts'

/** Why the chosen iteration read what it read. */
export function WhyCard({ why }: { why: Why }): VNode {
  const { title, tone, source, excerpt, facts } = why
  return (
    <section class={`why ${tone}`} aria-label="Why" aria-live="polite">
      <h2>{title}</h2>
      {source && <p class="source">{source}</p>}
      {excerpt && <Difference excerpt={excerpt} />}
      {facts.length > 0 && (
        <ul>
          {facts.map((fact) => (
            <li key={fact}>{fact}</li>
          ))}
        </ul>
      )}
    </section>
  )
}

function Difference({ excerpt }: { excerpt: Excerpt }): VNode {
  const { head, was, is, tail } = excerpt
  return (
    <p class="excerpt">
      {head}
      {was && <del aria-label={`was ${was}`}>{was}</del>}
      {is && <ins aria-label={`is now ${is}`}>{is}</ins>}
      {tail}
    </p>
  )
}
