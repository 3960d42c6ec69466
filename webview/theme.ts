/** The colours that canvases draw with, read from the editor's theme. */
export interface Colours {
  readonly read: string
  readonly written: string
  readonly input: string
  readonly output: string
  readonly lost: string
  readonly gap: string
  /** What is looked for. */
  readonly found: string
  readonly text: string
  readonly dim: string
  readonly line: string
  readonly focus: string
  readonly background: string
  /** Set in high-contrast themes: every bar has an outline and a pattern. */
  readonly outline: string | undefined
  readonly font: string
}

/** Reads the theme's colours as style/theme.css names them. */
export function readColours(element: Element): Colours {
  const style = getComputedStyle(element)
  const value = (name: string): string => style.getPropertyValue(name).trim()
  const isHighContrast = document.body.className.includes('high-contrast')
  return {
    read: value('--read'),
    written: value('--written'),
    input: value('--input'),
    output: value('--output'),
    lost: value('--lost'),
    gap: value('--gap'),
    found: value('--found'),
    text: value('--text'),
    dim: value('--dim'),
    line: value('--line'),
    focus: value('--focus'),
    background: value('--paper'),
    outline: isHighContrast ? value('--text') : undefined,
    font: `11px ${style.fontFamily}`,
  }
}

/** Calls back when the editor changes its theme; the answer stops it. */
export function onTheme(changed: () => void): () => void {
  const observer = new MutationObserver(changed)
  observer.observe(document.body, { attributes: true, attributeFilter: ['class'] })
  observer.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] })
  return () => {
    observer.disconnect()
  }
}
