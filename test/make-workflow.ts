/*
 * Writes `examples/workflow-agent.capture.jsonl` and `examples/workflow-agent.md`. Run it with Node 24:
 * `node test/make-workflow.ts`. The numbers are made, not recorded: no request was sent. The same input always gives the
 * same files.
 */
import { writeFileSync } from 'node:fs'
import { capture, scenes } from './make-examples/workflow-scenes.ts'

const to = (name: string): URL => new URL(`../examples/${name}`, import.meta.url)
writeFileSync(to('workflow-agent.capture.jsonl'), capture(20))
writeFileSync(to('workflow-agent.md'), scenes())
