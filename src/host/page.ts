/** Where a page finds its parts. */
export interface PageParts {
  readonly script: string
  readonly style: string
  /** Source of the style sheet, as a content security policy names it. */
  readonly source: string
  /** Made anew for every page. */
  readonly nonce: string
  readonly title?: string
}

/**
 * The whole page of the simulator: one script, one style sheet, and nothing else may load. The toolkit puts one style
 * element of its own into the page, for which it reads the nonce from the `csp-nonce` property, and style attributes
 * into its controls. Workers are of the page's own text.
 */
export function pageOf({
  script,
  style,
  source,
  nonce,
  title = 'Prompt Cache Simulator',
}: PageParts): string {
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${source} 'nonce-${nonce}'; style-src-attr 'unsafe-inline'; worker-src blob:`
  return `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8">
    <meta http-equiv="Content-Security-Policy" content="${policy}">
    <meta property="csp-nonce" content="${nonce}">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <title>${title}</title>
    <link rel="stylesheet" href="${style}">
  </head>
  <body>
    <div id="app"></div>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`
}
