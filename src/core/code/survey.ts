import type { SyntaxNode, SyntaxNodeRef, Tree } from '@lezer/common'
import type { Span } from '../prompt.ts'
import { calleeOf } from './nodes.ts'
import type { Code } from './syntax.ts'

/** A name that source code gives to something. */
export interface Declaration {
  readonly kind: 'value' | 'function' | 'parameter' | 'import' | 'other'
  /** Where the name stands. */
  readonly at: number
  /** What it is set to: an expression, or the function itself. */
  readonly node?: SyntaxNode
  /** Where the name is known. */
  readonly scope: Scope
}

export interface Scope extends Span {
  readonly kind: 'file' | 'function' | 'class' | 'block'
}

/** Something that is added to a variable: `prompt += more`, `blocks.push(block)`. */
export interface Addition {
  readonly at: number
  readonly node: SyntaxNode
  readonly scope: Scope
  readonly kind: 'text' | 'item'
}

/** What one walk over source code finds. */
export interface Survey {
  readonly declarations: ReadonlyMap<string, readonly Declaration[]>
  readonly additions: ReadonlyMap<string, readonly Addition[]>
  /** Calls, outer before inner. */
  readonly calls: readonly { readonly node: SyntaxNode; readonly callee: string }[]
  readonly objects: readonly SyntaxNode[]
  /** Names of functions that are called, or named otherwise than where they are declared. */
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

/** Nodes that hold names of their own. */
const scopeKinds: Readonly<Record<string, Scope['kind']>> = {
  Script: 'file',
  FunctionDeclaration: 'function',
  FunctionExpression: 'function',
  FunctionDefinition: 'function',
  ArrowFunction: 'function',
  MethodDeclaration: 'function',
  LambdaExpression: 'function',
  ClassDeclaration: 'class',
  ClassExpression: 'class',
  ClassDefinition: 'class',
  Block: 'block',
  ForStatement: 'block',
}

class Surveyor {
  readonly #code: Code
  readonly #scopes: Scope[] = []
  readonly #declarations = new Map<string, Declaration[]>()
  readonly #additions = new Map<string, Addition[]>()
  readonly #calls: { node: SyntaxNode; callee: string }[] = []
  readonly #objects: SyntaxNode[] = []
  readonly #used = new Set<string>()

  constructor(code: Code) {
    this.#code = code
  }

  run(): Survey {
    this.#code.tree.iterate({
      enter: (node) => this.#enter(node),
      leave: (node) => {
        if (this.#opensScope(node)) this.#scopes.pop()
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

  #opensScope({ name }: SyntaxNodeRef): boolean {
    return Object.hasOwn(scopeKinds, name) && !(name !== 'Script' && this.#scopes.length === 0)
  }

  #enter(node: SyntaxNodeRef): boolean {
    const { name, from, to } = node
    if (this.#opensScope(node)) {
      const kind = scopeKinds[name] ?? 'block'
      const isPython = this.#code.language === 'python'
      this.#scopes.push({ kind, start: from, end: to })
      if (isPython && kind === 'function') this.#declareFunction(node.node)
      if (!isPython && name === 'FunctionDeclaration') this.#declareFunction(node.node)
      return true
    }
    switch (name) {
      case 'VariableDefinition':
        this.#javascriptDefinition(node.node)
        return true
      case 'PropertyDefinition':
        this.#property(node.node)
        return true
      case 'AssignStatement':
      case 'AssignmentExpression':
        this.#assignment(node.node)
        return true
      case 'UpdateStatement':
        this.#update(node.node)
        return true
      case 'CallExpression':
      case 'NewExpression':
        this.#call(node.node)
        return true
      case 'ObjectExpression':
      case 'DictionaryExpression':
        this.#objects.push(node.node)
        return true
      case 'VariableName':
        this.#name(node.node)
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

  #declare(name: string, declaration: Omit<Declaration, 'scope'>, scope = this.#scopes.at(-1)) {
    if (!scope) return
    push(this.#declarations, name, { ...declaration, scope })
  }

  #declareFunction(node: SyntaxNode): void {
    const name = node.getChild('VariableDefinition') ?? node.getChild('VariableName')
    const outer = this.#scopes.at(-2)
    if (!name || node.name === 'LambdaExpression') return
    this.#declare(this.#text(name), { kind: 'function', at: name.from, node }, outer)
  }

  #javascriptDefinition(node: SyntaxNode): void {
    const parent = node.parent?.name ?? ''
    // Declared with the function, in the scope around it.
    if (parent === 'FunctionDeclaration') return
    const name = this.#text(node)
    if (parent === 'VariableDeclaration') {
      const value = initialValue(node)
      this.#declare(name, { kind: 'value', at: node.from, ...(value && { node: value }) })
    } else {
      const kind = /^Import/.test(parent)
        ? 'import'
        : parent === 'ParamList'
          ? 'parameter'
          : 'other'
      this.#declare(name, { kind, at: node.from })
    }
  }

  /** A property of a class, which its methods reach as `this.name`. */
  #property(node: SyntaxNode): void {
    const { parent } = node
    if (parent?.name !== 'PropertyDeclaration') return
    const value = initialValue(node)
    if (value) this.#declare(this.#text(node), { kind: 'value', at: node.from, node: value })
  }

  #assignment(node: SyntaxNode): void {
    const [target, operator] = [node.firstChild, node.firstChild?.nextSibling]
    if (target?.name !== 'VariableName' || !operator) return
    const name = this.#text(target)
    if (operator.name === 'UpdateOp') {
      this.#update(node)
      return
    }
    const value = node.lastChild
    const isPlain = operator.name !== ',' && value && value.from > operator.from
    this.#declare(name, { kind: 'value', at: target.from, ...(isPlain && { node: value }) })
  }

  #update(node: SyntaxNode): void {
    const [target, operator, value] = [
      node.firstChild,
      node.firstChild?.nextSibling,
      node.lastChild,
    ]
    if (target?.name !== 'VariableName' || !operator || !value) return
    if (this.#text(operator) === '+=') this.#add(this.#text(target), 'text', value)
    else this.#declare(this.#text(target), { kind: 'other', at: target.from })
  }

  #call(node: SyntaxNode): void {
    const callee = calleeOf(node, this.#code)
    this.#calls.push({ node, callee })
    const [, list, method] = /^(\w+)\.(push|append)$/.exec(callee) ?? []
    const value = node.getChild('ArgList')?.firstChild?.nextSibling
    if (list !== undefined && method !== undefined && value) this.#add(list, 'item', value)
  }

  #name(node: SyntaxNode): void {
    const parent = node.parent
    const isParameter = parent?.name === 'ParamList' && node.prevSibling?.name !== 'AssignOp'
    if (this.#code.language === 'python') {
      if (isParameter) this.#declare(this.#text(node), { kind: 'parameter', at: node.from })
      else if (parent?.name === 'ImportStatement')
        this.#declare(this.#text(node), { kind: 'import', at: node.from })
      else if (isLoopTarget(node)) this.#declare(this.#text(node), { kind: 'other', at: node.from })
    }
    const isDeclaration =
      parent?.name === 'FunctionDefinition' || parent?.name === 'ImportStatement'
    if (!isDeclaration) this.#used.add(this.#text(node))
  }

  #add(name: string, kind: Addition['kind'], node: SyntaxNode): void {
    const scope = this.#scopes.at(-1)
    if (scope) push(this.#additions, name, { at: node.from, node, scope, kind })
  }

  #text({ from, to }: SyntaxNode): string {
    return this.#code.text.slice(from, to)
  }
}

function initialValue(node: SyntaxNode): SyntaxNode | undefined {
  let next = node.nextSibling
  while (next && (next.name === 'TypeAnnotation' || next.name === 'Optional'))
    next = next.nextSibling
  return next?.name === 'Equals' ? (next.nextSibling ?? undefined) : undefined
}

function isLoopTarget(node: SyntaxNode): boolean {
  const before = node.prevSibling?.name
  return before === 'for' || before === 'as'
}

function push<Item>(map: Map<string, Item[]>, name: string, item: Item): void {
  const list = map.get(name)
  if (list) list.push(item)
  else map.set(name, [item])
}
