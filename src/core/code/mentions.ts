/** Whether a source text names a function or constant, be it in a comment. */
export function mentions(text: string, name: string): boolean {
  if (!text.includes(name)) return false
  return new RegExp(`(?<![\\w$])${name.replaceAll('$', '\\$')}(?![\\w$])`).test(text)
}
