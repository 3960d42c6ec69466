/** A row of a sparse matrix: which columns, and their values. */
export interface Row {
  readonly columns: Int32Array
  readonly values: Float64Array
}

/** Products of all pairs of rows, columns weighted by `variance`: the kernel of a ridge regression. */
export function kernelOf(rows: readonly Row[], variance: Float64Array): Float64Array[] {
  const dense = new Float64Array(variance.length)
  return rows.map((row, i) => {
    row.columns.forEach((column, k) => {
      dense[column] = (row.values[k] ?? 0) * (variance[column] ?? 0)
    })
    const products = new Float64Array(i + 1)
    for (let j = 0; j <= i; j++) {
      const { columns, values } = rows[j] as Row
      let sum = 0
      for (let k = 0; k < columns.length; k++) {
        sum += (values[k] as number) * (dense[columns[k] as number] as number)
      }
      products[j] = sum
    }
    for (const column of row.columns) dense[column] = 0
    return products
  })
}

/**
 * Solves a ridge regression in its dual form for the rows `use`: (W K W + I) a = W y, where W holds one weight a row.
 * Returns `a` times the weights, one number a row of `use`: the prediction for any row i is the sum over K(i, use) of it.
 */
export function solve(
  kernel: readonly Float64Array[],
  use: readonly number[],
  target: Float64Array,
  weight: Float64Array,
): Float64Array {
  const n = use.length
  const factor = use.map((row, i) => {
    const line = new Float64Array(i + 1)
    for (let j = 0; j <= i; j++) {
      line[j] =
        at(kernel, row, use[j] as number) *
        (weight[row] as number) *
        (weight[use[j] as number] as number)
    }
    line[i] = (line[i] as number) + 1
    return line
  })
  for (let i = 0; i < n; i++) {
    const line = factor[i] as Float64Array
    for (let j = 0; j <= i; j++) {
      const other = factor[j] as Float64Array
      let sum = line[j] as number
      for (let k = 0; k < j; k++) sum -= (line[k] as number) * (other[k] as number)
      line[j] = i === j ? Math.sqrt(sum) : sum / (other[j] as number)
    }
  }
  const a = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    const line = factor[i] as Float64Array
    let sum = (target[use[i] as number] as number) * (weight[use[i] as number] as number)
    for (let k = 0; k < i; k++) sum -= (line[k] as number) * (a[k] as number)
    a[i] = sum / (line[i] as number)
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = a[i] as number
    for (let k = i + 1; k < n; k++)
      sum -= ((factor[k] as Float64Array)[i] as number) * (a[k] as number)
    a[i] = sum / ((factor[i] as Float64Array)[i] as number)
  }
  return a.map((value, i) => value * (weight[use[i] as number] as number))
}

/** An entry of a symmetric matrix that is kept as its lower half. */
export function at(kernel: readonly Float64Array[], i: number, j: number): number {
  return (i >= j ? kernel[i]?.[j] : kernel[j]?.[i]) ?? 0
}
