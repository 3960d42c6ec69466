import * as net from 'node:net'
import { HumanError } from '../errors.ts'
import { Connection, type Route } from './connection.ts'

/** Where clients connect, on the loopback interface: each connection is joined with one of its own to the upstream. */
export class Junction {
  readonly #server: net.Server
  readonly #connections = new Set<Connection>()
  #isClosing = false

  constructor(route: Route) {
    this.#server = net.createServer(
      { allowHalfOpen: true, noDelay: true, pauseOnConnect: true },
      (client) => {
        void this.#join(client, route)
      },
    )
  }

  /**
   * Answers the port, which is any that is free for 0.
   * @throws HumanError when the port cannot be had.
   */
  listen(port: number): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        const why = error.code === 'EADDRINUSE' ? 'it is in use' : error.message
        reject(new HumanError(`Port ${port} cannot be had: ${why}. Choose another, or 0 for any.`))
      })
      this.#server.listen(port, '127.0.0.1', () => {
        resolve((this.#server.address() as net.AddressInfo).port)
      })
    })
  }

  /** Takes no more connections; requests that are under way may end for a while. */
  close(): Promise<void> {
    this.#isClosing = true
    return new Promise((resolve) => {
      const clock = setTimeout(() => {
        for (const connection of this.#connections) connection.destroy()
      }, graceMs)
      this.#server.close(() => {
        clearTimeout(clock)
        resolve()
      })
      for (const connection of this.#connections) connection.retire()
    })
  }

  async #join(client: net.Socket, route: Route): Promise<void> {
    // Until the connection is joined, its end is all that matters of it.
    client.on('error', () => undefined)
    try {
      const target = await route.upstream.connect()
      const connection = new Connection(client, target, route)
      this.#connections.add(connection)
      client.once('close', () => this.#connections.delete(connection))
      if (client.destroyed || this.#isClosing) connection.destroy()
    } catch (error) {
      route.onFailure(error instanceof Error ? error : new Error(String(error)))
      client.destroy()
    }
  }
}

/** Milliseconds that requests under way may take when the proxy is stopped. */
const graceMs = 3000
