namespace Affiliate.Domain.Programs;

/// <summary>A named owner who receives requests for decisions, reminders and notifications.</summary>
/// <param name="Name">The display name.</param>
/// <param name="Email">The e-mail address.</param>
public sealed record Person(string Name, string Email);
