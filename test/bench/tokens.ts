// How right token counts are, and how fast: npm run bench:tokens [-- FOLDER]
// Every estimate of ours is made by weights and bounds that were fitted without the text it is for.
import { dataFolder } from '../data.ts'
import { readCounts } from './counts.ts'
import { accuracy } from './tokens/accuracy.ts'
import { calibration } from './tokens/calibration.ts'
import { speed } from './tokens/speed.ts'
import { startUp } from './tokens/start-up.ts'

const folder = process.argv[2] ?? dataFolder('counts')
if (folder === undefined) console.log('Accuracy: skipped, the recorded counts are not here.\n')
else accuracy(readCounts(folder))
const recorded = dataFolder('recorded')
if (recorded === undefined) console.log('Calibration: skipped, the recorded sessions are not here.')
else calibration(recorded)
speed()
await startUp()
