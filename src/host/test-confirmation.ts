import * as vscode from 'vscode'
import { formatTime } from '../core/format.ts'
import type { Preview } from '../core/test-preview.ts'

/** What a person decides once they know what will be sent. */
export type Decision = 'send' | 'before' | 'body' | 'place'

type Item = vscode.QuickPickItem & { readonly decision?: Decision }

/** Tells what will be read, written and paid, and asks once; undefined when the person goes away. */
export async function confirm(
  preview: Preview,
  {
    title,
    isDry,
    host,
    beforeAt,
  }: {
    readonly title: string
    readonly isDry: boolean
    readonly host: string
    /** When the same was sent before, in epoch milliseconds, if its answer is still known. */
    readonly beforeAt: number | undefined
  },
): Promise<Decision | undefined> {
  const { lines, problems } = preview
  const [, ...steps] = lines
  const price = steps.pop() ?? ''
  const separator = (label: string): Item => ({ label, kind: vscode.QuickPickItemKind.Separator })
  const items: Item[] = [
    isDry
      ? {
          label: '$(beaker) Dry run',
          detail: 'Nothing is sent: what the rules say.',
          decision: 'send',
        }
      : { label: `$(send) Send to ${host}`, detail: price, decision: 'send' },
    ...(beforeAt === undefined
      ? []
      : [
          {
            label: `$(history) Show the answer of ${formatTime(beforeAt)}`,
            detail: 'The same was sent before. Nothing is sent or paid now.',
            decision: 'before',
          } satisfies Item,
        ]),
    { label: '$(json) Show the body', detail: 'Exactly what is sent.', decision: 'body' },
    ...(problems.length > 0 ? [separator('The API will refuse it')] : []),
    ...problems.map(({ message }): Item => ({ label: `$(error) ${message}`, decision: 'place' })),
    separator('What will happen, as far as it is known'),
    ...steps.map((line): Item => {
      const [label = '', ...rest] = line.split(': ')
      return { label: `$(dash) ${label}`, detail: rest.join(': ') }
    }),
  ]
  for (;;) {
    const choice = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: lines[0] ?? '',
      ignoreFocusOut: true,
    })
    if (!choice) return undefined
    // The other lines only tell.
    if (choice.decision) return choice.decision
  }
}
