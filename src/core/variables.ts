import type { Dynamic, Span } from './prompt.ts'

/** A place in a text that is filled with a value. */
export interface Variable {
  readonly span: Span
  /** What stands between the braces: `today`, `#each orders`. */
  readonly name: string
}

/** Which spellings count: `{{name}}` and `{% tag %}` always, `{name}` only where a template is known to use it. */
export type Braces = 'double' | 'single'

const double =
  /\{\{\{?[~\s]{0,8}([#/^&>]?[\w.$-]{1,80}(?:[ \t|:][^{}\n]{0,80})?)[~\s]{0,8}\}?\}\}|\{%-?([^%\n]{1,200}?)-?%\}/g
const single =
  /\{\{[~\s]{0,8}([\w.$-]{1,80})[~\s]{0,8}\}\}|(?<![\w{$\\])\{([A-Za-z_][\w.]{0,80})\}(?!\})/g

/** The variables of a text, in order. */
export function findVariables(text: string, within: Span, braces: Braces = 'double'): Variable[] {
  const pattern = braces === 'double' ? double : single
  const searched = within.end < text.length ? text.slice(0, within.end) : text
  const found: Variable[] = []
  pattern.lastIndex = within.start
  for (let match = pattern.exec(searched); match; match = pattern.exec(searched)) {
    const name = (match[1] ?? match[2] ?? '').trim()
    found.push({ span: { start: match.index, end: match.index + match[0].length }, name })
  }
  return found
}

/** Values to fill in, by the names of their variables. */
export type Samples = Readonly<Record<string, string>>

/** How a text is filled. */
export interface FillOptions {
  readonly braces?: Braces
  readonly samples?: Samples
  /** Variables that are the same for every call. */
  readonly constant?: ReadonlySet<string>
}

/** A piece of a text as it is sent: variables with a known value filled in, and where in it they stand. */
export function fill(
  text: string,
  span: Span,
  { braces, samples = {}, constant }: FillOptions = {},
): { content: string; dynamic?: readonly Dynamic[] } {
  const dynamic: Dynamic[] = []
  let content = ''
  let { start } = span
  for (const { span: place, name } of findVariables(text, span, braces)) {
    content += text.slice(start, place.start)
    const known = Object.hasOwn(samples, name) ? samples[name] : undefined
    const value = known ?? text.slice(place.start, place.end)
    dynamic.push({
      ...place,
      at: content.length,
      length: value.length,
      ...(known !== undefined && { sample: true }),
      ...(constant?.has(name) && { constant: true }),
    })
    content += value
    start = place.end
  }
  content += text.slice(start, span.end)
  return { content, ...(dynamic.length > 0 && { dynamic }) }
}
