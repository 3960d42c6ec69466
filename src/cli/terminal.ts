import { createColors } from 'picocolors'

/** Colours for standard output: on a terminal only, unless `NO_COLOR` or `FORCE_COLOR` says otherwise. */
export const colors = createColors(hasColors(process.stdout, process.env))

/** Columns of the terminal; a wide page where the output goes elsewhere, so that lines stay whole. */
export function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : 1000
}

function hasColors({ isTTY }: { readonly isTTY?: boolean }, env: NodeJS.ProcessEnv): boolean {
  // Source: no-color.org and force-color.org; an empty value counts as not set.
  if (env['NO_COLOR']) return false
  if (env['FORCE_COLOR']) return env['FORCE_COLOR'] !== '0'
  return isTTY === true && env['TERM'] !== 'dumb'
}
