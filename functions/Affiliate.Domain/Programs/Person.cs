namespace Affiliate.Domain.Programs;

/// <summary>A named owner: who is asked, reminded and told.</summary>
/// <param name="Name">The name as shown.</param>
/// <param name="Email">The e-mail address.</param>
public sealed record Person(string Name, string Email);
