import { settingsOf } from '../core/front-matter.ts'
import { asSamples } from '../core/samples.ts'
import type { Samples } from '../core/variables.ts'
import { readText } from '../files.ts'

/** Where the values of a prompt's variables are given. */
interface Given {
  /** A file of values, in JSON or YAML. */
  readonly vars?: string
  /** Single values, which go before those of the file. */
  readonly set?: Samples
}

/**
 * The values of variables that options give.
 * @throws HumanError when the file cannot be read.
 */
export async function givenValues({ vars, set }: Given): Promise<Samples> {
  const fileValues = vars === undefined ? {} : asSamples(settingsOf(await readText(vars)))
  return { ...fileValues, ...set }
}
