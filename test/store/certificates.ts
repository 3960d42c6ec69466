import { execFileSync } from 'node:child_process'
import { join } from 'node:path'

/** Files of an authority of our own, and of a certificate that it has signed for this machine. */
export interface Certificates {
  readonly authority: string
  readonly certificate: string
  readonly key: string
}

/** Makes both with `openssl`, valid for two days. */
export function makeCertificates(folder: string): Certificates {
  const path = (name: string): string => join(folder, name)
  const make = (name: string, ...more: readonly string[]): void => {
    const files = ['-keyout', path(`${name}.key`), '-out', path(`${name}.pem`)]
    const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']
    const args = ['req', '-x509', ...curve, '-days', '2', '-subj', `/CN=${name}`, ...files, ...more]
    execFileSync('openssl', args, { stdio: 'pipe' })
  }
  make('authority')
  const signed = ['-CA', path('authority.pem'), '-CAkey', path('authority.key')]
  const leaf = ['-addext', 'basicConstraints=critical,CA:FALSE']
  make('server', ...signed, ...leaf, '-addext', 'subjectAltName=IP:127.0.0.1')
  return {
    authority: path('authority.pem'),
    certificate: path('server.pem'),
    key: path('server.key'),
  }
}
