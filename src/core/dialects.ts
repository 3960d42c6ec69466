import type { Dialect, Places } from './dialect.ts'
import { aiSdk } from './dialects/ai-sdk.ts'
import { placeKey } from './dialects/building.ts'
import { converse } from './dialects/converse.ts'
import { openai } from './dialects/openai.ts'
import type { Path } from './prompt.ts'
import { type JsonObject } from './values.ts'

const dialects: readonly Dialect[] = [converse, aiSdk, openai]

/** The Messages API body that a body stands for; it itself when it is one. */
export function toMessagesBody(sent: JsonObject): {
  body: JsonObject
  placeOf: (path: Path) => Path
} {
  const dialect = dialects.find((each) => each.recognises(sent))
  if (!dialect) return { body: sent, placeOf: (path) => path }
  const { body, places } = dialect.convert(sent)
  return { body, placeOf: (path) => sourceOf(path, places) }
}

/** The id of the dialect that a body is written in; undefined for the Messages API itself. */
export function dialectOf(body: JsonObject): string | undefined {
  return dialects.find((each) => each.recognises(body))?.id
}

/** The place of the innermost part around a way that is known. */
function sourceOf(path: Path, places: Places): Path {
  for (let length = path.length; length > 0; length--) {
    const known = places.get(placeKey(path.slice(0, length)))
    if (known) return known
  }
  return []
}
