import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HumanError } from '../errors.ts'
import { metricsOf } from './metrics.ts'
import type { Store } from './store.ts'

/** A port on which the statistics of a store are read. */
export interface MetricsServer {
  readonly port: number
  close(): void
}

/**
 * Serves `/metrics` on the loopback interface only; port 0 takes any free one.
 * @throws HumanError when the port is taken.
 */
export function serveMetrics(store: Store, port: number): Promise<MetricsServer> {
  const server = createServer((request, response) => {
    const { url, method, headers } = request
    const end = (status: number, text: string, type = 'text/plain'): void => {
      response.writeHead(status, { 'content-type': type }).end(text)
    }
    // A page of the web may have its own name resolved to this machine.
    if (!/^(?:127\.0\.0\.1|localhost)(?::\d+)?$/.test(headers.host ?? '')) {
      end(403, 'Only for this machine.\n')
    } else if (url !== '/metrics' || method !== 'GET') {
      end(404, 'Only GET /metrics is here.\n')
    } else {
      metricsOf(store).then(
        ({ text, contentType }) => {
          end(200, text, contentType)
        },
        () => {
          end(500, 'The statistics could not be read.\n')
        },
      )
    }
  })
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const isTaken = error.code === 'EADDRINUSE'
      const what = isTaken ? `Port ${port} is taken` : `Port ${port} cannot be used`
      reject(new HumanError(`${what}, so metrics are not served. Choose another port.`))
    })
    server.listen(port, '127.0.0.1', () => {
      server.unref()
      resolve({
        port: (server.address() as AddressInfo).port,
        close: () => {
          server.close()
          server.closeAllConnections()
        },
      })
    })
  })
}
