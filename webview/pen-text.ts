import type { Pen } from './pen.ts'
import type { Colours } from './theme.ts'

interface TextLook {
  readonly colour: string
  readonly font: string
  readonly align?: CanvasTextAlign
  /** It is cut to so many pixels. */
  readonly width?: number
}

/** Writes a line of text, with its middle or its base line at `y` as the pen is set. */
export function text(pen: Pen, words: string, x: number, y: number, look: TextLook): void {
  pen.font = look.font
  pen.fillStyle = look.colour
  pen.textAlign = look.align ?? 'left'
  pen.fillText(look.width === undefined ? words : cut(pen, words, look.width), x, y)
}

/** The beginning of a text that fits into a width. */
function cut(pen: Pen, words: string, width: number): string {
  if (pen.measureText(words).width <= width) return words
  let low = 0
  let high = words.length
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if (pen.measureText(`${words.slice(0, middle)}…`).width <= width) low = middle
    else high = middle - 1
  }
  return `${words.slice(0, low)}…`
}

/** A text as lines that fit into a width. */
export function wrapped(pen: Pen, words: string, width: number, font: string): string[] {
  pen.font = font
  const lines: string[] = []
  let line = ''
  for (const word of words.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (line !== '' && pen.measureText(longer).width > width) {
      lines.push(line)
      line = word
    } else line = longer
  }
  return [...lines, cut(pen, line, width)]
}

/** The theme's font in a size. */
export function fontOf({ font }: Colours, size: number, isBold = false): string {
  return `${isBold ? '600 ' : ''}${font.replace(/^[\d.]+px/, `${size}px`)}`
}
