import type { VNode } from 'preact'
import type { Excerpt } from '../excerpt.ts'
import { Button } from '../toolkit.ts'
import type { Try } from '../tries.ts'
import type { WhatIf } from '../what-if.ts'
import type { Why } from '../explanation.ts'
import { Icon } from './icons.tsx'

export interface WhyCardProps {
  readonly why: Why
  readonly tries: readonly Try[]
  readonly onTry: (whatIf: WhatIf) => void
}

/** Why the chosen iteration read what it read. */
export function WhyCard({ why, tries, onTry }: WhyCardProps): VNode {
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
        {tries.length > 0 && (
          <div class="buttons">
            {tries.map(({ name, whatIf }, i) => (
              <Button
                key={name}
                appearance={i === 0 ? 'primary' : 'secondary'}
                onClick={() => {
                  onTry(whatIf)
                }}
              >
                {name}
              </Button>
            ))}
          </div>
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
