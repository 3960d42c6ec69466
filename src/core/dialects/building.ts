import type { Converted } from '../dialect.ts'
import type { JsonObject } from '../values.ts'
import type { Path } from '../prompt.ts'

type Made = Record<string, unknown>

/** A way as a key of `Places`. */
export function placeKey(path: Path): string {
  return path.join('\0')
}

/** Puts a Messages API body together, block by block, and remembers where each came from. */
export class Building {
  readonly #places = new Map<string, Path>()
  readonly #tools: Made[] = []
  readonly #system: Made[] = []
  readonly #messages: { role: string; content: Made[] }[] = []
  readonly #more: Made = {}
  #last: { block: Made; path: Path } | undefined

  tool(tool: Made, from: Path): void {
    this.#put(this.#tools, tool, ['tools', this.#tools.length], from)
  }

  system(block: Made, from: Path): void {
    this.#put(this.#system, block, ['system', this.#system.length], from)
  }

  /** Begins a message; the blocks that follow are its content. */
  message(role: string, from: Path): void {
    this.#places.set(placeKey(['messages', this.#messages.length]), from)
    this.#messages.push({ role, content: [] })
  }

  block(block: Made, from: Path): void {
    const at = this.#messages.length - 1
    const content = this.#messages[at]?.content
    if (content) this.#put(content, block, ['messages', at, 'content', content.length], from)
  }

  /** Marks the block that was put last. */
  mark(control: unknown, from: Path): void {
    if (!this.#last) return
    this.#last.block['cache_control'] = control
    this.#places.set(placeKey([...this.#last.path, 'cache_control']), from)
  }

  parameter(name: string, value: unknown, from: Path): void {
    if (value === undefined) return
    this.#more[name] = value
    this.#places.set(placeKey([name]), from)
  }

  done(): Converted {
    const body: JsonObject = {
      ...this.#more,
      ...(this.#tools.length > 0 && { tools: this.#tools }),
      ...(this.#system.length > 0 && { system: this.#system }),
      messages: this.#messages,
    }
    return { body, places: this.#places }
  }

  #put(list: Made[], block: Made, path: Path, from: Path): void {
    this.#places.set(placeKey(path), from)
    list.push(block)
    this.#last = { block, path }
  }
}
