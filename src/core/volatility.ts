/** How often a value changes, as a sentence goes on: "changes with every call". */
export type Rate = string

/** Names and expressions that change by their nature. The first that fits counts. */
const rates: readonly (readonly [names: RegExp, rate: Rate])[] = [
  [
    /\b(?:random|uuid\d?|guid|nonce|ulid|nanoid|cuid|secrets|urandom|randint|token_hex)\b/,
    'with every call',
  ],
  [/\b(?:request|trace|correlation|message|call|run|span|job) ?id\b/, 'with every call'],
  [/\b(?:session|conversation|thread|chat) ?id\b/, 'with every session'],
  [/\b(?:user|account|customer|tenant|member|org) ?id\b/, 'with every user'],
  [
    /\b(?:now|utcnow|time(?! (?:zone|out|limit|unit|format|frame))|timestamp|datetime|epoch|clock|new date(?! string))\b/,
    'with every call',
  ],
  [
    /\b(?:counter|(?:turn|attempt|iteration|step|retry|request|message|call) ?(?:count|number|no|index))\b/,
    'with every call',
  ],
  [/\b(?:today|date(?! (?:format|style|zone))|weekday|day of week|current day)\b/, 'every day'],
]

/** How often a variable or an expression changes, told by its name; undefined when the name does not tell. */
export function rateOf(expression: string): Rate | undefined {
  const isDay = /toLocaleDateString|toDateString|date\.today|isoformat\(\)\[:10\]/.test(expression)
  if (isDay) return 'every day'
  const words = expression
    .slice(0, 200)
    .replace(/([a-z\d])([A-Z])/g, '$1 $2')
    .replace(/[^A-Za-z\d]+/g, ' ')
    .toLowerCase()
  return rates.find(([names]) => names.test(words))?.[1]
}

/** A date, a time or an id that was written into a text by a program. */
export interface VolatileLiteral {
  /** Where it stands in the text. */
  readonly at: number
  readonly text: string
  readonly rate: Rate
}

const date =
  String.raw`\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2})?(?:\.\d{1,6})?(?:Z|[+-]\d{2}:?\d{2})?)?` +
  String.raw`|\d{1,2}[./]\d{1,2}[./]\d{4}` +
  String.raw`|(?:[A-Z][a-z]{2,8}day,? )?(?:\d{1,2}\.? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}\.?(?: \d{1,2}(?:st|nd|rd|th)?)?,? \d{4}`
const time = String.raw`\d{1,2}:\d{2}(?::\d{2})?(?: ?[ap]m)?`
const said = String.raw`today(?:'s date)?|current[ _](?:date(?:[ _]and[ _]time)?|time|datetime|timestamp)|date and time|right now|it is now|it is|the (?:time|date) is|generated (?:at|on)|timestamp`
const literals = new RegExp(
  String.raw`\b(?:${said})\b["']?(?: is)?[\s:,=-]{0,4}(?:now )?["']?(?:(${date})|(${time})|(\d{10,13}))(?!\d)` +
    String.raw`|\b(?:request|session|trace|conversation|correlation|run)[ _-]?id["']?(?: is)?[\s:=]{1,3}["']?((?=[\w-]{0,40}\d)[\w-]{6,64})`,
  'gi',
)

/** Dates, times and ids that a text tells as those of the moment. Linear in the text's length. */
export function volatileLiterals(text: string): VolatileLiteral[] {
  const found: VolatileLiteral[] = []
  for (const match of text.matchAll(literals)) {
    const [whole, day, clock, epoch, id] = match
    const value = day ?? clock ?? epoch ?? id ?? ''
    const isDay = day !== undefined && !/\d:\d/.test(day)
    const isSession = id !== undefined && /^(?:session|conversation)/i.test(whole)
    const rate = isDay ? 'every day' : isSession ? 'with every session' : 'with every call'
    found.push({ at: match.index + whole.length - value.length, text: value, rate })
  }
  return found
}
