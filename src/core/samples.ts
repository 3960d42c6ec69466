import { settingsOf } from './front-matter.ts'
import { parseJson } from './json.ts'
import type { PromptDocument } from './source.ts'
import { type JsonObject, isObject } from './values.ts'
import type { Samples } from './variables.ts'

/**
 * Values for the variables of a template, from the file beside it: `answer.vars.json` or `answer.vars.yaml` for
 * `answer.md` and `answer.prompt.md`.
 */
export function sampleValues({ path, sibling }: PromptDocument): Samples {
  const name = nameOf(path)
  const stems = new Set([
    name.replace(/\.[^.]*$/, ''),
    name.replace(/\.(?:prompt|template)\.[^.]*$/, ''),
  ])
  for (const stem of stems) {
    const json = sibling?.(`${stem}.vars.json`)
    if (json !== undefined) return asSamples(parseJson(json).value)
    const yaml = sibling?.(`${stem}.vars.yaml`) ?? sibling?.(`${stem}.vars.yml`)
    if (yaml !== undefined) return asSamples(settingsOf(yaml))
  }
  return {}
}

/** The values of an object as they are filled into a text. */
export function asSamples(value: unknown): Samples {
  if (!isObject(value)) return {}
  return Object.fromEntries(namedValues(value, ''))
}

function namedValues(values: JsonObject, prefix: string): (readonly [string, string])[] {
  return Object.entries(values).flatMap(([name, value]): (readonly [string, string])[] => {
    const own = [[prefix + name, asText(value)]] as const
    const isShallow = prefix.split('.').length < 4
    return isObject(value) && isShallow
      ? [...own, ...namedValues(value, `${prefix}${name}.`)]
      : [...own]
  })
}

function asText(value: unknown): string {
  if (typeof value === 'string') return value
  return value === undefined || value === null ? '' : JSON.stringify(value, null, 2)
}

/** The last part of a path. */
export function nameOf(path: string): string {
  return path.replace(/^.*[/\\]/s, '')
}
