import type { ComponentChildren, VNode } from 'preact'
import { useLayoutEffect, useRef, useState } from 'preact/hooks'

export interface RowsProps {
  readonly count: number
  /** Height of every row in pixels. */
  readonly tall: number
  readonly render: (index: number) => ComponentChildren
}

/** Rows made beyond the edges of what is seen, so that scrolling shows no holes. */
const margin = 8

/** A long list of which only the rows in sight exist. Whatever scrolls around it, it follows. */
export function Rows({ count, tall, render }: RowsProps): VNode {
  const element = useRef<HTMLDivElement>(null)
  const [{ start, end }, setSight] = useState({ start: 0, end: 48 })
  useLayoutEffect(() => {
    const look = (): void => {
      const box = element.current?.getBoundingClientRect()
      if (!box) return
      const first = Math.max(0, Math.floor(-box.top / tall) - margin)
      const last = Math.ceil((window.innerHeight - box.top) / tall) + margin
      setSight((old) =>
        old.start === first && old.end === last ? old : { start: first, end: last },
      )
    }
    look()
    document.addEventListener('scroll', look, { capture: true, passive: true })
    window.addEventListener('resize', look)
    return () => {
      document.removeEventListener('scroll', look, { capture: true })
      window.removeEventListener('resize', look)
    }
  }, [tall, count])
  const rows = []
  for (let i = Math.min(start, count); i < Math.min(end, count); i++) {
    rows.push(
      <div key={i} class="at" style={{ transform: `translateY(${i * tall}px)` }}>
        {render(i)}
      </div>,
    )
  }
  return (
    <div ref={element} class="rows" role="presentation" style={{ height: `${count * tall}px` }}>
      {rows}
    </div>
  )
}
