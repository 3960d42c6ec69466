import type { PageLook, Snapshot } from '../protocol.ts'

/** What an exported page holds. */
export interface ExportedPage {
  readonly title: string
  readonly script: string
  readonly style: string
  readonly look: PageLook
  readonly snapshot: Snapshot
  /** Where the reader was. */
  readonly saved: unknown
}

/**
 * The simulator as one file that needs nothing else: script, style, theme and log are all inside, and its policy lets it
 * load nothing.
 */
export function exportedPage(page: ExportedPage): string {
  const { title, script, style, look, snapshot, saved } = page
  const nonce = 'ZXhwb3J0ZWQ'
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'unsafe-inline'; worker-src blob:`
  const variables = Object.entries(look.variables)
    .filter(([name, value]) => /^--vscode-[\w-]+$/.test(name) && !/[{}<;]/.test(value))
    .map(([name, value]) => `  ${name}: ${value};`)
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${escaped(title)}</title>
    <style>
:root {
${variables.join('\n')}
}
${style.replaceAll('</style', '<\\/style')}
    </style>
  </head>
  <body class="${escaped(look.className)}">
    <div id="app"></div>
    <script type="application/json" id="exported">${inert({ snapshot, saved })}</script>
    <script nonce="${nonce}">${script.replaceAll('</script', '<\\/script')}</script>
  </body>
</html>
`
}

/** JSON that cannot end its element. */
function inert(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c')
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')
}
