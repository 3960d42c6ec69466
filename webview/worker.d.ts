/** A script bundled for a worker, as text: a page of one file has nowhere to load it from. */
declare module '*?worker' {
  const source: string
  export default source
}
