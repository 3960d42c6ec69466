// What of the store loads with its first use.
export { keptAnalysis } from '../store/analyses.ts'
export { exactCountsIn } from '../store/exact-counts.ts'
export { keptLog } from '../store/logs.ts'
export { openStore } from '../store/open-store.ts'
export { actionsOf, optimise, undo } from '../store/optimiser.ts'
export { reportOf } from '../store/report.ts'
export { resultAddress } from '../store/results.ts'
