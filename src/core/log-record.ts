import type { Problem } from './prompt.ts'

/** A log as text, read once from its beginning. */
export interface LogText {
  /** Its first kilobytes; all of it when it is shorter. */
  readonly head: string
  /** All of it, in pieces that may end anywhere. */
  pieces(): AsyncIterable<string>
  /** Its lines, some at a time; those with none of the texts that are wanted may be left out, where any are. */
  lines(wanted: () => readonly string[]): AsyncIterable<readonly Line[]>
}

/** A line without its end, and its number, counted from 1. */
export interface Line {
  readonly number: number
  readonly text: string
}

/** One value of a log: a line of JSON, an entry of a document, an event of a stream. */
export interface LogRecord {
  readonly number: number
  readonly value: unknown
}

/** What the one who reads records finds out on the way, and what they tell him. */
export interface Wishes {
  /** Texts of which every line of use contains one; known once the format is. */
  wanted?: readonly string[] | undefined
  /** Reads a line where not all of it is of use. */
  parse?: ((text: string) => unknown) | undefined
  /** Places that were not understood. */
  readonly problems: Problem[]
}
