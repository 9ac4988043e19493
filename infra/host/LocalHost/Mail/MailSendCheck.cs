namespace LocalHost.Mail;

/// <summary>An error of a request, in SendGrid's form.</summary>
/// <param name="Message">The error message.</param>
/// <param name="Field">The field, with dots and indexes.</param>
/// <param name="Help">A link to an explanation.</param>
internal sealed record MailSendError(string Message, string? Field, string? Help = null);

/// <summary>
/// The checks that SendGrid makes before it returns 202
/// (https://www.twilio.com/docs/sendgrid/api-reference/mail-send/errors). A request that SendGrid rejects is rejected
/// here too.
/// </summary>
internal static class MailSendCheck
{
    private const int MaxPersonalizations = 1000;
    private const int MaxRecipients = 1000;

    /// <summary>Finds every error.</summary>
    /// <param name="mail">The request.</param>
    /// <returns>The errors; empty if SendGrid would send the e-mail.</returns>
    public static IReadOnlyList<MailSendError> Errors(MailSend mail) =>
        [.. Sender(mail), .. Envelopes(mail), .. Subjects(mail), .. Contents(mail)];

    private static IEnumerable<MailSendError> Sender(MailSend mail)
    {
        if (string.IsNullOrEmpty(mail.From?.Email))
        {
            yield return new(
                "The from object must be provided for every email send. It is an object that requires the email "
                    + """parameter, but may also contain a name parameter. e.g. {"email" : "example@example.com"}""",
                "from.email"
            );
        }
        else if (!IsAddress(mail.From.Email))
        {
            yield return new("The from email does not contain a valid address.", "from.email");
        }
    }

    private static IEnumerable<MailSendError> Envelopes(MailSend mail)
    {
        if (mail.Personalizations is not { Count: > 0 } envelopes)
        {
            yield return new(
                "The personalizations field is required and must have at least one personalization.",
                "personalizations"
            );
            yield break;
        }

        if (envelopes.Count > MaxPersonalizations)
        {
            yield return new(
                $"The personalization block is limited to {MaxPersonalizations} personalizations per API request.",
                "personalizations"
            );
        }

        if (envelopes.Sum(envelope => envelope.Recipients.Count()) > MaxRecipients)
        {
            yield return new(
                $"There is a limit of {MaxRecipients} total recipients (to + cc + bcc) per request.",
                "personalizations"
            );
        }

        foreach (var (envelope, index) in envelopes.Select((envelope, index) => (envelope, index)))
        {
            foreach (var error in Recipients(envelope, $"personalizations.{index}"))
            {
                yield return error;
            }
        }
    }

    private static IEnumerable<MailSendError> Recipients(MailSend.Personalization envelope, string field)
    {
        if (envelope.To is not { Count: > 0 })
        {
            yield return new(
                "The to array is required for all personalization objects, and must have at least one email object "
                    + "with a valid email address.",
                $"{field}.to"
            );
        }

        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var (list, address) in envelope.Recipients)
        {
            // SendGrid takes no letters outside of ASCII; international domains are written in punycode.
            if (!IsAddress(address.Email) || !System.Text.Ascii.IsValid(address.Email))
            {
                yield return new("Does not contain a valid address.", $"{field}.{list}.email");
            }
            else if (!seen.Add(address.Email!))
            {
                yield return new(
                    "Each email address in the personalization block should be unique between to, cc, and bcc. "
                        + $"We found the first duplicate instance of [{address.Email}] "
                        + $"in the {field}.{list.Split('.')[0]} field.",
                    field
                );
            }
        }
    }

    private static IEnumerable<MailSendError> Subjects(MailSend mail)
    {
        var allEnvelopesHaveSubjects =
            mail.Personalizations is { Count: > 0 } envelopes
            && envelopes.All(envelope => !string.IsNullOrEmpty(envelope.Subject));
        if (string.IsNullOrEmpty(mail.Subject) && !allEnvelopesHaveSubjects && mail.TemplateId is null)
        {
            yield return new(
                "The subject is required. You can get around this requirement if you use a template with a subject "
                    + "defined or if every personalization has a subject defined.",
                "subject"
            );
        }
    }

    private static IEnumerable<MailSendError> Contents(MailSend mail)
    {
        if (mail.Content is not { Count: > 0 } contents)
        {
            if (mail.TemplateId is null)
            {
                yield return new(
                    "Unless a valid template_id is provided, the content parameter is required. "
                        + "There must be at least one defined content block.",
                    "content"
                );
            }

            yield break;
        }

        foreach (var (content, index) in contents.Select((content, index) => (content, index)))
        {
            if (string.IsNullOrEmpty(content.Type))
            {
                yield return new(
                    "The content type must be a string at least one character in length.",
                    $"content.{index}.type"
                );
            }

            if (string.IsNullOrEmpty(content.Value))
            {
                yield return new(
                    "The content value must be a string at least one character in length.",
                    $"content.{index}.value"
                );
            }
        }

        var types = contents.Select(content => content.Type).ToList();
        if (types.Contains("text/html") && types.IndexOf("text/plain") > types.IndexOf("text/html"))
        {
            yield return new(
                "If present, text/plain and text/html content must be in this order: text/plain first, text/html next.",
                "content"
            );
        }
    }

    private static bool IsAddress(string? text) =>
        System.Net.Mail.MailAddress.TryCreate(text, out var address) && address.Address == text;
}
