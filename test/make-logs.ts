/*
 * Writes the logs of `test/fixtures/logs`: one made-up conversation (`make-logs/calls.ts`) in the words of every format.
 * Run it with Node 24: `node test/make-logs.ts`. The same input always gives the same files.
 */
import { writeFileSync } from 'node:fs'
import { agents } from './make-logs/agents.ts'
import { http } from './make-logs/http.ts'
import { platforms } from './make-logs/platforms.ts'

for (const [name, make] of Object.entries({ ...http, ...agents, ...platforms })) {
  writeFileSync(new URL(`fixtures/logs/${name}`, import.meta.url), make())
}
