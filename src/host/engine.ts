// What reads prompts, counts and changes them, as one bundle that is loaded with the first document that may hold one.
export { parseConfig } from '../core/config.ts'
export { configWithModel } from '../core/edits/model.ts'
export { buildOf } from './engine/build.ts'
export { dryRunOf } from './engine/dry-run.ts'
export { editOf } from './engine/edit.ts'
export { modelOf } from './engine/model.ts'
export { analyzeAt, isListedAt, readPlace } from './engine/read.ts'
export { reportOf } from './engine/report.ts'
