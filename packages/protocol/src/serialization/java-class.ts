/** The name of a Java class as a value (java.lang.Class). Members resolve it; here it is only a name. */
export class JavaClass {
  constructor(readonly name: string) {}

  toString(): string {
    return this.name;
  }
}
