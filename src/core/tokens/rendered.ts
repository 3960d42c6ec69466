/** What the model reads of a block: texts to be counted, and tokens that are no text, with how far off they may be. */
export interface Rendered {
  readonly texts: readonly string[]
  readonly tokens: number
  readonly doubt: number
}
