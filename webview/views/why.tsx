import type { VNode } from 'preact'
import type { Excerpt } from '../excerpt.ts'
import type { Why } from '../why.ts'
import { Icon } from './icons.tsx'

/** Why the chosen iteration read what it read. */
export function WhyCard({ why }: { why: Why }): VNode {
  const { title, tone, source, excerpt, facts, advice } = why
  return (
    <section class="reason" aria-label="Why" aria-live="polite">
      <div class={`why ${tone}`}>
        <h3>{title}</h3>
        {source && <p class="source">{source}</p>}
        {excerpt && <Difference excerpt={excerpt} />}
        {facts.length > 0 && (
          <ul>
            {facts.map((fact) => (
              <li key={fact}>{fact}</li>
            ))}
          </ul>
        )}
        {advice && (
          <p class="advice">
            <Icon name="arrow" /> {advice}
          </p>
        )}
      </div>
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
