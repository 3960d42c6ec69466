import type { Measured } from '../rule.ts'
import type { CommentStyle } from './scan.ts'

/** How the document of a prompt is written. */
export interface Syntax {
  /** `braces` is JSON and source code: objects in braces, with commas. */
  readonly form: 'text' | 'braces' | 'yaml'
  readonly comment: CommentStyle
}

/** The syntax of a source's documents. */
export function syntaxOf({ source }: Pick<Measured, 'source'>): Syntax {
  switch (source) {
    case 'boundary-text':
    case 'file-pair':
    case 'plain-text':
    case 'template':
    case 'prompty':
      return { form: 'text', comment: 'slashes' }
    case 'request-yaml':
      return { form: 'yaml', comment: 'hash' }
    case 'python':
      return { form: 'braces', comment: 'hash' }
    default:
      return { form: 'braces', comment: 'slashes' }
  }
}
