/** What the API might report of `examples/code-review.request.json`: cold, and when all of it is still cached. */
export const coldUsage = { write1h: 3684, write5m: 4205, input: 5, output: 9 }
export const warmUsage = { read: 7889, input: 5, output: 8 }
