import type { Delivery } from "../../core";

/**
 * Makes something of a message once for all its receivers, who get it one after the other.
 *
 * @param make - Makes it from the text of the message.
 * @returns Gives it for a message.
 * @example
 * const frameOf = oncePerDelivery(textFrame);
 */
export function oncePerDelivery<Made>(make: (text: string) => Made): (delivery: Delivery) => Made {
  let last: { readonly delivery: Delivery; readonly made: Made } | undefined;
  return (delivery) => {
    if (last?.delivery !== delivery) last = { delivery, made: make(delivery.text) };
    return last.made;
  };
}
