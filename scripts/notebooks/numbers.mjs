// Numbers of notebooks: the digits that a name begins with and a letter, as in 04b-order-and-chaos.

const NUMBER = /^(\d+)([a-z]?)(?=$|[^\p{L}\p{N}])/u;

/**
 * The number that a name begins with, as it is written; '' where there is none.
 * @param {string} name
 */
export const numberOf = (name) => NUMBER.exec(name)?.[0] ?? '';

/**
 * Sorts names by number, then by letter, then by the rest: 0, 00, 04, 04b, 5, 10, and names without a number last.
 * @param {string} a
 * @param {string} b
 */
export function compareNames(a, b) {
  const [first, second] = [a, b].map((name) => NUMBER.exec(name));
  if (!first || !second) return Number(!first) - Number(!second) || (a < b ? -1 : Number(a > b));
  return Number(first[1]) - Number(second[1]) || (a < b ? -1 : Number(a > b));
}

/**
 * Whether a number that was asked for is that of a name, leading zeros aside: 4 is 04, but not 04b, which is 4b.
 * @param {string} asked
 * @param {string} name
 */
export function isNumbered(asked, name) {
  const [wanted, found] = [asked, numberOf(name)].map((number) => NUMBER.exec(number.toLowerCase()));
  return Boolean(wanted && found && Number(wanted[1]) === Number(found[1]) && wanted[2] === found[2]);
}
