using Affiliate.Pages.Models;

namespace AffiliateFunctions.Infrastructure.Email;

/// <summary>The recipient of e-mails that can be switched off.</summary>
/// <param name="Address">The address.</param>
/// <param name="Choices">
/// Which topics the recipient wants. A topic that is left out cannot be switched off by this recipient.
/// </param>
public sealed record EmailRecipient(string Address, IReadOnlyDictionary<EmailTopic, bool> Choices)
{
    private static readonly Dictionary<EmailTopic, bool> NoChoice = [];

    /// <summary>Whether the recipient can switch e-mails of the kind off.</summary>
    public bool CanSwitchOff(EmailKind kind) => PartnerEmails.TopicOf(kind) is { } topic && Choices.ContainsKey(topic);

    /// <summary>Whether the recipient gets e-mails of the kind.</summary>
    public bool Wants(EmailKind kind) =>
        PartnerEmails.TopicOf(kind) is not { } topic || Choices.GetValueOrDefault(topic, true);

    /// <summary>A recipient that cannot switch e-mails off.</summary>
    public static EmailRecipient Of(string address) => new(address, NoChoice);
}
