/** The server has refused a request; the message is its reason. Status 0: it has not answered. */
export class Refused extends Error {
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}
