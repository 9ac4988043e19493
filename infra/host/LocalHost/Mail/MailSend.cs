namespace LocalHost.Mail;

/// <summary>
/// The body of SendGrid's <c>POST /v3/mail/send</c>: the members that are visible in an e-mail
/// (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/mail-send).
/// </summary>
internal sealed record MailSend
{
    /// <summary>The envelopes; each makes one e-mail.</summary>
    public IReadOnlyList<Personalization>? Personalizations { get; init; }

    /// <summary>The sender.</summary>
    public MailAddress? From { get; init; }

    /// <summary>The address for replies.</summary>
    public MailAddress? ReplyTo { get; init; }

    /// <summary>The subject of every envelope without a subject.</summary>
    public string? Subject { get; init; }

    /// <summary>The bodies, plain text before HTML.</summary>
    public IReadOnlyList<MailContent>? Content { get; init; }

    /// <summary>The id of a template that replaces the content.</summary>
    public string? TemplateId { get; init; }

    /// <summary>Returns the body of a type.</summary>
    /// <param name="type">The type.</param>
    /// <returns>The body; null when there is none.</returns>
    public string? ContentOf(string type) => Content?.FirstOrDefault(content => content.Type == type)?.Value;

    /// <summary>An envelope.</summary>
    internal sealed record Personalization
    {
        public IReadOnlyList<MailAddress>? To { get; init; }

        public IReadOnlyList<MailAddress>? Cc { get; init; }

        public IReadOnlyList<MailAddress>? Bcc { get; init; }

        public string? Subject { get; init; }

        /// <summary>All recipients, each with the name of its field.</summary>
        public IEnumerable<(string Field, MailAddress Address)> Recipients =>
            new[] { ("to", To), ("cc", Cc), ("bcc", Bcc) }.SelectMany(list =>
                (list.Item2 ?? []).Select((address, index) => ($"{list.Item1}.{index}", address))
            );
    }

    /// <summary>An address.</summary>
    internal sealed record MailAddress(string? Email, string? Name);

    /// <summary>A body.</summary>
    internal sealed record MailContent(string? Type, string? Value);
}
