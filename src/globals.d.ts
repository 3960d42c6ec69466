/** The version in the manifest, put in by the bundler. */
declare const VERSION: string
