import type { Hatch, Pen } from './pen.ts'

/** Writes down what is drawn as the elements of an SVG picture. */
export class SvgPen implements Pen {
  fillStyle: Pen['fillStyle'] = '#000'
  strokeStyle: Pen['strokeStyle'] = '#000'
  lineWidth = 1
  globalAlpha = 1
  font = '12px sans-serif'
  textAlign: CanvasTextAlign = 'left'
  textBaseline: CanvasTextBaseline = 'middle'
  readonly #measure: Pick<Pen, 'font' | 'measureText'>
  readonly #elements: string[] = []
  readonly #patterns = new Map<string, string>()
  #path = ''
  #dash: readonly number[] = []
  #x = 0
  #y = 0

  /** Widths of texts are asked of a canvas. */
  constructor(measure: Pick<Pen, 'font' | 'measureText'>) {
    this.#measure = measure
  }

  measureText(text: string): TextMetrics {
    this.#measure.font = this.font
    return this.#measure.measureText(text)
  }

  translate(x: number, y: number): void {
    this.#x += x
    this.#y += y
  }

  fillRect(x: number, y: number, width: number, height: number): void {
    this.#add('rect', { ...this.#at(x, y), width, height, ...this.#fill() })
  }

  strokeRect(x: number, y: number, width: number, height: number): void {
    this.#add('rect', { ...this.#at(x, y), width, height, fill: 'none', ...this.#stroke() })
  }

  beginPath(): void {
    this.#path = ''
  }

  moveTo(x: number, y: number): void {
    this.#path += `M${short(x + this.#x)} ${short(y + this.#y)}`
  }

  lineTo(x: number, y: number): void {
    this.#path += `L${short(x + this.#x)} ${short(y + this.#y)}`
  }

  stroke(): void {
    this.#add('path', { d: this.#path, fill: 'none', ...this.#stroke() })
  }

  fill(): void {
    this.#add('path', { d: this.#path, ...this.#fill() })
  }

  setLineDash(dash: Iterable<number>): void {
    this.#dash = [...dash]
  }

  fillText(text: string, x: number, y: number): void {
    const anchor = { left: 'start', center: 'middle', right: 'end', start: 'start', end: 'end' }
    const { weight, size, family } = fontOf(this.font)
    const look = {
      'text-anchor': anchor[this.textAlign],
      'font-size': size,
      'font-family': family,
      ...(weight !== undefined && { 'font-weight': weight }),
    }
    // What a canvas calls the middle of a line, spelled so that every viewer agrees.
    this.#add('text', { ...this.#at(x, y), dy: '0.35em', ...look, ...this.#fill() }, escaped(text))
  }

  /** Patterns of this picture. */
  readonly hatch: Hatch = (colour, background, kind) => {
    const key = `${colour} ${background} ${kind}`
    const id = this.#patterns.has(key) ? '' : `hatch-${this.#patterns.size + 1}`
    const known = this.#patterns.get(key)
    if (known !== undefined) return `url(#${known})`
    this.#patterns.set(key, id)
    const drawn =
      kind === 'dots'
        ? `<path d="M0 0h3v3h3v3h-3v-3h-3z" fill="${escaped(colour)}"/>`
        : `<path d="M-1 7L7 -1M-4 4L4 -4M2 10L10 2" stroke="${escaped(colour)}" stroke-width="2.6"/>`
    this.#elements.unshift(
      `<pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse"><rect width="6" height="6" fill="${escaped(background)}"/>${drawn}</pattern>`,
    )
    return `url(#${id})`
  }

  /** The whole picture. */
  picture(width: number, height: number, title: string): string {
    const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`
    return [
      `<svg xmlns="http://www.w3.org/2000/svg" ${size} role="img">`,
      `<title>${escaped(title)}</title>`,
      ...this.#elements,
      '</svg>',
      '',
    ].join('\n')
  }

  #at(x: number, y: number): Attributes {
    return { x: x + this.#x, y: y + this.#y }
  }

  #fill(): Attributes {
    return { fill: paintOf(this.fillStyle), ...this.#alpha('fill-opacity') }
  }

  #stroke(): Attributes {
    return {
      stroke: paintOf(this.strokeStyle),
      'stroke-width': this.lineWidth,
      ...(this.#dash.length > 0 && { 'stroke-dasharray': this.#dash.join(' ') }),
      ...this.#alpha('stroke-opacity'),
    }
  }

  #alpha(name: string): Attributes {
    return this.globalAlpha < 1 ? { [name]: short(this.globalAlpha) } : {}
  }

  #add(name: string, attributes: Attributes, content?: string): void {
    const written = Object.entries(attributes)
      .map(
        ([key, value]) => `${key}="${typeof value === 'number' ? short(value) : escaped(value)}"`,
      )
      .join(' ')
    this.#elements.push(
      content === undefined ? `<${name} ${written}/>` : `<${name} ${written}>${content}</${name}>`,
    )
  }
}

type Attributes = Readonly<Record<string, string | number>>

function paintOf(style: Pen['fillStyle']): string {
  return typeof style === 'string' ? style : 'none'
}

function short(value: number): string {
  return String(Math.round(value * 100) / 100)
}

/** `600 12px Some Font` in its parts. */
function fontOf(font: string): { weight: string | undefined; size: string; family: string } {
  const [, weight, size, family] = /^(?:(\d+|bold) )?([\d.]+px) (.*)$/.exec(font) ?? []
  return { weight, size: size ?? '12px', family: family ?? 'sans-serif' }
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
