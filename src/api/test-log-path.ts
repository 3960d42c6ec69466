/** Where the tests of a project are kept, from its folder. */
export const testLogPath = '.promptcache/tests.capture.jsonl'
