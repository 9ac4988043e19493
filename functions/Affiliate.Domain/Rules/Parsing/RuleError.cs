namespace Affiliate.Domain.Rules.Parsing;

/// <summary>What is wrong at one place of a document.</summary>
/// <param name="Pointer">The place, as a JSON Pointer (RFC 6901).</param>
/// <param name="Message">A sentence that says how to mend it.</param>
public sealed record RuleError(string Pointer, string Message);
