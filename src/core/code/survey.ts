import type { NodeType, SyntaxNode, SyntaxNodeRef, Tree } from '@lezer/common'
import type { Span } from '../prompt.ts'
import type { Code } from './syntax.ts'

/** A name that source code gives to something. */
export interface Declaration {
  readonly kind: 'value' | 'assigned' | 'function' | 'parameter' | 'import' | 'other'
  /** Where the name stands; `declaredNode` finds what it is set to. */
  readonly at: number
  /** Where the name is known. */
  readonly scope: Scope
}

export interface Scope extends Span {
  readonly kind: 'file' | 'function' | 'class' | 'block'
}

/** Something that is added to a variable: `prompt += more`, `blocks.push(block)`. */
export interface Addition {
  readonly node: SyntaxNode
  readonly scope: Scope
  readonly kind: 'text' | 'item'
}

/** What one walk over source code finds: places, of which few are looked at. */
export interface Survey {
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>
  readonly additions: ReadonlyMap<string, readonly Addition[]>
  /** Calls that may send a request, outer before inner. */
  readonly calls: readonly SyntaxNode[]
  /** Object literals. */
  readonly objects: readonly Span[]
  /** Names that stand elsewhere than where they are declared. */
  readonly used: ReadonlySet<string>
}

/** Surveys source code; once for each tree. */
export function surveyOf(code: Code): Survey {
  const known = surveys.get(code.tree)
  if (known) return known
  const survey = new Surveyor(code).run()
  surveys.set(code.tree, survey)
  return survey
}

const surveys = new WeakMap<Tree, Survey>()

/** What a name is set to: an expression, or the function itself. */
export function declaredNode({ kind, at }: Declaration, code: Code): SyntaxNode | undefined {
  const name = code.tree.resolveInner(at, 1)
  switch (kind) {
    case 'function':
      return name.parent ?? undefined
    case 'value':
      return initialValue(name)
    case 'assigned': {
      const statement = name.parent
      const value = statement?.lastChild
      const isPlain = name.nextSibling?.name !== ',' && value && value.from > name.to
      return isPlain ? value : undefined
    }
    default:
      return undefined
  }
}

/** Nodes that hold names of their own. */
const scopeKinds = new Map<string, Scope['kind']>([
  ['Script', 'file'],
  ['FunctionDeclaration', 'function'],
  ['FunctionExpression', 'function'],
  ['FunctionDefinition', 'function'],
  ['ArrowFunction', 'function'],
  ['MethodDeclaration', 'function'],
  ['LambdaExpression', 'function'],
  ['ClassDeclaration', 'class'],
  ['ClassExpression', 'class'],
  ['ClassDefinition', 'class'],
  ['Block', 'block'],
  ['ForStatement', 'block'],
])

/** Ends of what is called that say that a call may send a request, or add to a list. */
const callNames =
  /(?:\.(?:create|stream|parse|countTokens|count_tokens|toolRunner|tool_runner|converse|converse_stream|push|append)|(?:generate|stream)(?:Text|Object)|ToolLoopAgent|Command|completion|MessageCreateParams\w{0,40})$/

class Surveyor {
  readonly #code: Code
  readonly #isPython: boolean
  readonly #scopes: Scope[] = []
  readonly #declarations = new Map<string, Declaration[]>()
  readonly #additions = new Map<string, Addition[]>()
  readonly #calls: SyntaxNode[] = []
  readonly #objects: Span[] = []
  readonly #used = new Set<string>()

  constructor(code: Code) {
    this.#code = code
    this.#isPython = code.language === 'python'
  }

  run(): Survey {
    this.#code.tree.iterate({
      enter: (node) => this.#enter(node),
      leave: ({ type }) => {
        if (isLookedAt(type) && scopeKinds.has(type.name)) this.#scopes.pop()
      },
    })
    return {
      declarations: this.#declarations,
      additions: this.#additions,
      calls: this.#calls,
      objects: this.#objects,
      used: this.#used,
    }
  }

  #enter(node: SyntaxNodeRef): boolean {
    if (!isLookedAt(node.type)) return true
    const { name, from, to } = node
    const kind = scopeKinds.get(name)
    if (kind) {
      this.#scopes.push({ kind, start: from, end: to })
      return true
    }
    switch (name) {
      case 'VariableDefinition':
        this.#definition(node)
        return true
      case 'PropertyDefinition':
        // A property of a class, which its methods reach as `this.name`.
        if (node.matchContext(['PropertyDeclaration'])) this.#declare(node, 'value')
        return true
      case 'AssignStatement':
      case 'AssignmentExpression':
      case 'UpdateStatement':
        this.#assignment(node.node)
        return true
      case 'ArgList':
        this.#call(node)
        return true
      case 'ObjectExpression':
      case 'DictionaryExpression':
        this.#objects.push({ start: from, end: to })
        return true
      case 'VariableName':
        this.#name(node)
        return true
      case 'TypeAnnotation':
      case 'TypeDef':
      case 'InterfaceDeclaration':
      case 'TypeAliasDeclaration':
        return false
      default:
        return true
    }
  }

  #declare(node: { from: number; to: number }, kind: Declaration['kind'], up = 1): void {
    const scope = this.#scopes.at(-up)
    if (scope) push(this.#declarations, this.#text(node), { kind, at: node.from, scope })
  }

  #definition(node: SyntaxNodeRef): void {
    if (node.matchContext(['VariableDeclaration'])) this.#declare(node, 'value')
    else if (node.matchContext(['FunctionDeclaration'])) this.#declare(node, 'function', 2)
    else if (node.matchContext(['ParamList'])) this.#declare(node, 'parameter')
    else this.#declare(node, this.#isImport(node) ? 'import' : 'other')
  }

  #isImport(node: SyntaxNodeRef): boolean {
    return node.matchContext(['ImportDeclaration']) || node.matchContext(['ImportGroup'])
  }

  #assignment(node: SyntaxNode): void {
    const [target, operator, value] = [
      node.firstChild,
      node.firstChild?.nextSibling,
      node.lastChild,
    ]
    if (target?.name !== 'VariableName' || !operator || !value) return
    if (operator.name !== 'UpdateOp') this.#declare(target, 'assigned')
    else if (this.#text(operator) === '+=') this.#add(this.#text(target), 'text', value)
    else this.#declare(target, 'other')
  }

  #call(list: SyntaxNodeRef): void {
    const before = this.#code.text.slice(Math.max(0, list.from - 60), list.from).trimEnd()
    const isGeneric = before.endsWith('>')
    if (!isGeneric && !callNames.test(before)) return
    const { parent, firstChild } = list.node
    const [, name, method] = /([\w$]+)\.(push|append)$/.exec(before) ?? []
    const value = firstChild?.nextSibling
    if (name !== undefined && method !== undefined && value) this.#add(name, 'item', value)
    else if (parent) this.#calls.push(parent)
  }

  #name(node: SyntaxNodeRef): void {
    if (!this.#isPython) {
      this.#used.add(this.#text(node))
      return
    }
    if (node.matchContext(['FunctionDefinition'])) this.#declare(node, 'function', 2)
    else if (node.matchContext(['ImportStatement'])) this.#declare(node, 'import')
    else {
      this.#used.add(this.#text(node))
      const before = this.#before(node)
      if (/\b(?:for|as)$/.test(before)) this.#declare(node, 'other')
      else if (!before.endsWith('=') && node.matchContext(['ParamList']))
        this.#declare(node, 'parameter')
    }
  }

  #before({ from }: SyntaxNodeRef): string {
    return this.#code.text.slice(Math.max(0, from - 8), from).trimEnd()
  }

  #add(name: string, kind: Addition['kind'], node: SyntaxNode): void {
    const scope = this.#scopes.at(-1)
    if (scope) push(this.#additions, name, { node, scope, kind })
  }

  #text({ from, to }: { from: number; to: number }): string {
    return this.#code.text.slice(from, to)
  }
}

/** Whether nodes of a type say anything here. A long file has half a million nodes, so the answer is kept. */
function isLookedAt(type: NodeType): boolean {
  const known = lookedAt.get(type)
  if (known !== undefined) return known
  const isSo = scopeKinds.has(type.name) || named.has(type.name)
  lookedAt.set(type, isSo)
  return isSo
}

const lookedAt = new Map<NodeType, boolean>()

const named = new Set([
  'VariableDefinition',
  'PropertyDefinition',
  'AssignStatement',
  'AssignmentExpression',
  'UpdateStatement',
  'ArgList',
  'ObjectExpression',
  'DictionaryExpression',
  'VariableName',
  'TypeAnnotation',
  'TypeDef',
  'InterfaceDeclaration',
  'TypeAliasDeclaration',
])

function initialValue(name: SyntaxNode): SyntaxNode | undefined {
  let next = name.nextSibling
  while (next && (next.name === 'TypeAnnotation' || next.name === 'Optional'))
    next = next.nextSibling
  return next?.name === 'Equals' ? (next.nextSibling ?? undefined) : undefined
}

function push<Item>(map: Map<string, Item[]>, name: string, item: Item): void {
  const list = map.get(name)
  if (list) list.push(item)
  else map.set(name, [item])
}
