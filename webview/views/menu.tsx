import type { VNode } from 'preact'
import { useEffect, useRef, useState } from 'preact/hooks'
import { Button } from '../toolkit.ts'
import { Icon } from './icons.tsx'

export interface MenuProps<T extends string> {
  readonly name: string
  readonly items: readonly { readonly id: T; readonly name: string; readonly note: string }[]
  readonly onChoose: (id: T) => void
}

/** A button that opens a short list of things to do. */
export function Menu<T extends string>({ name, items, onChoose }: MenuProps<T>): VNode {
  const [isOpen, setOpen] = useState(false)
  const list = useRef<HTMLDivElement>(null)
  const frame = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!isOpen) return
    list.current?.querySelector('button')?.focus()
    const close = (event: PointerEvent): void => {
      if (!frame.current?.contains(event.target as Node)) setOpen(false)
    }
    document.addEventListener('pointerdown', close)
    return () => {
      document.removeEventListener('pointerdown', close)
    }
  }, [isOpen])
  const leave = (): void => {
    setOpen(false)
    frame.current?.querySelector<HTMLElement>('vscode-button')?.focus()
  }
  const press = (event: KeyboardEvent): void => {
    const all = [...(list.current?.querySelectorAll('button') ?? [])]
    const at = all.findIndex((each) => each === document.activeElement)
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key]
    if (event.key === 'Escape') leave()
    else if (to === undefined) return
    else all[(to + all.length) % all.length]?.focus()
    event.preventDefault()
  }
  return (
    <div ref={frame} class="menu">
      <Button
        appearance="secondary"
        onClick={() => {
          setOpen(!isOpen)
        }}
      >
        {name}
        <span class="gap" />
        <Icon name="more" />
      </Button>
      {isOpen && (
        <div ref={list} class="items" role="menu" aria-label={name} onKeyDown={press}>
          {items.map((item) => (
            <button
              key={item.id}
              type="button"
              role="menuitem"
              onClick={() => {
                leave()
                onChoose(item.id)
              }}
            >
              {item.name} <span class="dim">{item.note}</span>
            </button>
          ))}
        </div>
      )}
    </div>
  )
}
