import type { SyntaxNode } from '@lezer/common'
import type { Span } from '../prompt.ts'
import type { Code } from './syntax.ts'

/** The source of a node. */
export function sourceOf({ from, to }: { from: number; to: number }, { text }: Code): string {
  return text.slice(from, to)
}

/** What a call calls, without its blanks: `client.messages.create`. Cut short where it is long. */
export function calleeOf(node: SyntaxNode, code: Code): string {
  const args = node.getChild('TypeArgList') ?? node.getChild('ArgList')
  const start = node.name === 'NewExpression' ? (node.getChild('new')?.to ?? node.from) : node.from
  const end = args?.from ?? node.to
  const text = code.text.slice(Math.max(start, end - 200), end)
  return text.replace(/\s+|\?(?=\.)|!(?=\.)/g, '')
}

/** The arguments of a call that are expressions, with their names where they have one. */
export function argumentsOf(node: SyntaxNode, code: Code): Argument[] {
  const list = node.getChild('ArgList')
  const found: Argument[] = []
  for (let each = list?.firstChild; each; each = each.nextSibling) {
    if (isPunctuation(each.name)) continue
    if (isSpread(each.name)) {
      const node = each.nextSibling
      if (node) found.push({ node, spread: sourceOf(each, code) })
      each = node ?? each
      continue
    }
    const isName = each.name === 'VariableName' && each.nextSibling?.name === 'AssignOp'
    const value = isName ? each.nextSibling?.nextSibling : each
    if (!value) continue
    found.push({ node: value, ...(isName && { name: sourceOf(each, code), nameNode: each }) })
    each = value
  }
  return found
}

export interface Argument {
  readonly node: SyntaxNode
  readonly name?: string
  readonly nameNode?: SyntaxNode
  /** `...`, `*` or `**` in front of it. */
  readonly spread?: string
}

/** Whether a node is a sign between expressions. */
export function isPunctuation(name: string): boolean {
  return /^(?:[()[\]{},:;]|Comment|LineComment|BlockComment)$/.test(name)
}

/** Whether a node says that what follows is taken apart. */
export function isSpread(name: string): boolean {
  return name === 'Spread' || name === '*' || name === '**'
}

/** The place of a node. */
export function spanOf({ from, to }: { from: number; to: number }): Span {
  return { start: from, end: to }
}

/** The source of an expression on one line, cut short. */
export function shortSource(node: { from: number; to: number }, code: Code): string {
  const text = code.text.slice(node.from, Math.min(node.to, node.from + 300)).replace(/\s+/g, ' ')
  return text.length > 60 ? `${text.slice(0, 59)}…` : text
}

/** The name of the function, class or variable around a node. */
export function enclosingName(node: SyntaxNode, code: Code): string | undefined {
  for (let each = node.parent; each; each = each.parent) {
    const name = nameOf(each)
    if (name) return sourceOf(name, code)
  }
  return undefined
}

function nameOf(node: SyntaxNode): SyntaxNode | null {
  switch (node.name) {
    case 'FunctionDeclaration':
    case 'VariableDeclaration':
    case 'ClassDeclaration':
      return node.getChild('VariableDefinition')
    case 'MethodDeclaration':
    case 'PropertyDeclaration':
      return node.getChild('PropertyDefinition')
    case 'FunctionDefinition':
    case 'ClassDefinition':
    case 'AssignStatement':
      return node.getChild('VariableName')
    default:
      return null
  }
}
