import { HTTPParser, methods } from 'http-parser-js'

/** The start of a message, as it went over the wire. */
export interface MessageHead {
  readonly method: string
  /** As the client wrote it: mostly a path. */
  readonly url: string
  /** 0 in a request. */
  readonly status: number
  readonly version: string
  /** Names and values, one after the other; a character is a byte. */
  readonly headers: readonly string[]
}

/** Is told of the messages in one direction of a connection, while they go by. */
export interface MessageListener {
  /** Answers whether the message has no body whatever its headers say, as answers to HEAD have none. */
  readonly onHead: (head: MessageHead) => boolean
  /** A piece of the body, without the marks of chunks. */
  readonly onPiece: (piece: Buffer) => void
  /** Called with the headers that follow the body, which are mostly none. */
  readonly onEnd: (trailers: readonly string[]) => void
}

/** The messages in one direction of a connection. */
export interface Messages {
  /** Takes the next bytes; answers why they are no HTTP/1.1. */
  readonly read: (bytes: Buffer) => Error | undefined
  /** Nothing more comes, which is the end of a body without a length. */
  readonly end: () => void
}

/** Finds the messages in the bytes of a connection. RFC 9112. */
export function messagesIn(kind: 'REQUEST' | 'RESPONSE', listener: MessageListener): Messages {
  const parser = new HTTPParser(kind)
  let trailers: readonly string[] = []
  parser[HTTPParser.kOnHeadersComplete] = (info) => {
    trailers = []
    const hasNoBody = listener.onHead({
      method: methods[info.method] ?? '',
      url: info.url,
      status: kind === 'RESPONSE' ? info.statusCode : 0,
      version: `${info.versionMajor}.${info.versionMinor}`,
      headers: info.headers,
    })
    return hasNoBody ? 1 : 0
  }
  parser[HTTPParser.kOnBody] = listener.onPiece
  parser[HTTPParser.kOnHeaders] = (headers) => {
    trailers = headers
  }
  parser[HTTPParser.kOnMessageComplete] = () => {
    listener.onEnd(trailers)
  }
  return {
    read: (bytes) => {
      // The parser stops behind a message that asks for another protocol, which nobody here takes up.
      for (let at = 0; at < bytes.length;) {
        const taken = parser.execute(bytes, at, bytes.length - at)
        if (taken instanceof Error) return taken
        at += taken
      }
      return undefined
    },
    end: () => {
      // What is not complete by now is known from its missing end.
      parser.finish()
    },
  }
}

// Bytes beyond ASCII stay what they are, so that a head can be written again.
HTTPParser.encoding = 'latin1'
