namespace Affiliate.Domain.Rules.Parsing;

/// <summary>An error at one location of a document.</summary>
/// <param name="Pointer">The location, as a JSON Pointer (RFC 6901).</param>
/// <param name="Message">A sentence that says how to fix the error.</param>
public sealed record RuleError(string Pointer, string Message);
