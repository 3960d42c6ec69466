/** The version in the manifest, put in by the bundler. */
declare const VERSION: string
/** The versions of Node that the manifest asks for, put in by the bundler. */
declare const NODE: string
