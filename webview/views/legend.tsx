import type { VNode } from 'preact'

/** What the colours and patterns of the bars mean, and the keys. */
export function Legend(): VNode {
  return (
    <div class="legend">
      <span>
        <i class="swatch read" /> read
      </span>
      <span>
        <i class="swatch write5m" /> written, 5 min
      </span>
      <span>
        <i class="swatch write1h" /> written, 1 h
      </span>
      <span>
        <i class="swatch input" /> not cached
      </span>
      <span>
        <i class="swatch output" /> output
      </span>
      <span class="grow" />
      <span class="keys">
        <kbd>←</kbd> <kbd>→</kbd> step · <kbd>Space</kbd> play · <kbd>N</kbd> next miss ·{' '}
        <kbd>/</kbd> search · <kbd>+</kbd> <kbd>−</kbd> <kbd>0</kbd> zoom
      </span>
    </div>
  )
}
