// The walkthrough's pictures of the workflow agent, drawn from the tables of its page, in the editor's own colours.

const font = 'font-family="var(--vscode-font-family, sans-serif)"'
const ink = 'fill="var(--vscode-foreground, #ccc)"'
const orange = 'var(--vscode-charts-orange, #d18616)'

const hatch = `<defs><pattern id="w" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="7" height="7" fill="${orange}" opacity="0.35"/><rect width="3" height="7" fill="${orange}"/></pattern></defs>`

/** How what became of a message is drawn: what was read in blue, what was written hatched. */
const fills: Readonly<Record<string, string>> = {
  hit: 'var(--vscode-charts-blue, #3794ff)',
  read: 'var(--vscode-charts-blue, #3794ff)',
  'read in part': 'var(--vscode-charts-blue, #3794ff)',
  written: 'url(#w)',
  miss: 'url(#w)',
}

interface TextLook {
  readonly size?: number
  readonly dim?: boolean
  readonly end?: boolean
  readonly bold?: boolean
}

function text(x: number, y: number, words: string, look: TextLook = {}): string {
  const { size = 12, dim, end, bold } = look
  const more = [
    end ? ' text-anchor="end"' : '',
    dim ? ' opacity="0.75"' : '',
    bold ? ' font-weight="600"' : '',
  ]
  return `<text x="${x}" y="${y}" font-size="${size}"${more.join('')} ${font} ${ink}>${escaped(words)}</text>`
}

function picture(title: string, size: readonly [number, number], lines: readonly string[]): string {
  const [width, height] = size
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img">\n<title>${escaped(title)}</title>\n${lines.join('\n')}\n</svg>\n`
}

function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** The cells of the tables below a heading of a Markdown page, without their heads. */
function rowsBelow(page: string, heading: string): string[][] {
  const from = page.indexOf(`${heading}\n`)
  const below = page.slice(from + heading.length).split(/\n#/)[0] ?? ''
  const rows = below.split('\n').filter((line) => line.startsWith('| '))
  return rows.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.replaceAll('**', '').trim()),
  )
}

const tall = 23

/** Iterations 1, 2, 3 and 5: before and after the clean-up, as drawn and as the API bills. */
export function scenesPicture(page: string): string {
  const scene = (number: number, x: number, y: number): string[] => {
    const rows = rowsBelow(page, `## Iteration ${number}`)
    const head = y + 24
    return [
      text(x, y, `Iteration ${number}`, { size: 15, bold: true }),
      ...['before clean-up', 'after, as sent', 'as drawn', 'as billed'].map((name, i) =>
        text(x + (columns[i] ?? 0), head, name, { size: 11, dim: true }),
      ),
      ...rows.flatMap(([before = '', after = '', drawn = '', billed = ''], i) => {
        const line = head + 20 + i * tall
        const outcome = (at: number, word: string): string[] => [
          `<rect x="${x + at}" y="${line - 12}" width="12" height="16" fill="${fills[word] ?? 'none'}"/>`,
          text(x + at + 18, line, word, { dim: true }),
        ]
        return [
          text(x, line, before.replace('ASSISTANT', 'ASST')),
          text(x + columns[1], line, after.replace('ASSISTANT', 'ASST')),
          ...outcome(columns[2], drawn),
          ...outcome(columns[3], billed),
        ]
      }),
    ]
  }
  const left = [1, 2, 3].reduce<{ lines: string[]; y: number }>(
    ({ lines, y }, number) => {
      const made = scene(number, 20, y)
      const { length } = rowsBelow(page, `## Iteration ${number}`)
      return { lines: [...lines, ...made], y: y + 44 + length * tall + 24 }
    },
    { lines: [], y: 30 },
  )
  const told = [
    'A message that carried the workflow is another text',
    'once the workflow is taken out: the entry that ended',
    'in it is never found again. A request reads no further',
    'than what was second to last in the request before.',
  ].map((line, i) => text(510, 352 + i * 20, line, { size: 13 }))
  return picture(
    'The workflow agent, as drawn and as billed',
    [980, left.y],
    [hatch, ...left.lines, ...scene(5, 510, 30), ...told],
  )
}

const columns = [0, 170, 310, 390] as const

/** What 5, 20 and 100 requests cost under each strategy. */
export function tablesPicture(page: string): string {
  let y = 30
  const lines: string[] = []
  for (const calls of [5, 20, 100]) {
    const rows = rowsBelow(page, `### ${calls} requests`)
    const costs = rows.map(([, cost = '']) => Number(cost.replace('$', '')))
    const most = Math.max(...costs)
    lines.push(text(20, y, `${calls} requests`, { size: 15, bold: true }))
    rows.forEach(([name = '', cost = '', rate = ''], i) => {
      const line = y + 24 + i * tall
      const isBest = name.startsWith('Optimum')
      const fill = isBest ? 'var(--vscode-charts-green, #89d185)' : fills['read']
      const width = (((costs[i] ?? 0) / most) * 170).toFixed(1)
      lines.push(text(20, line, name, { size: 13 }))
      lines.push(`<rect x="310" y="${line - 11}" width="${width}" height="14" fill="${fill}"/>`)
      lines.push(text(555, line, cost, { size: 13, end: true }))
      lines.push(text(618, line, rate, { size: 13, end: true, dim: true }))
    })
    y += 24 + rows.length * tall + 28
  }
  lines.push(
    text(20, y - 8, 'Cost, and share of tokens read. The optimum knows every later request.', {
      dim: true,
    }),
  )
  return picture('What the workflow agent costs under each strategy', [640, y + 6], lines)
}
