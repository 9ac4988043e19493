using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.StripeCodes;

/// <summary>
/// Creates promotion codes at Stripe, by which customers save what a coupon of the account says
/// (https://docs.stripe.com/api/promotion_codes/create). The code carries its program and partner as metadata, so that a
/// code that an interrupted request has created is recognised.
/// </summary>
internal sealed class StripePromotionCodes(StripeClient stripe, IOptions<StripeCodeOptions> options)
{
    private const string Path = "v1/promotion_codes";
    private const int MaxLength = 255;

    /// <summary>Creates the code, unless it exists for the partner already. Returns the id at Stripe.</summary>
    /// <param name="program">The program.</param>
    /// <param name="partner">The partner.</param>
    /// <param name="code">The code.</param>
    /// <param name="coupon">The coupon at Stripe; null for that of the settings.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async Task<Result<string>> CreateAsync(
        ProgramSlug program,
        PartnerId partner,
        string code,
        string? coupon,
        CancellationToken cancellationToken
    )
    {
        var account = AccountOf(program);
        if (!account.Succeeded)
        {
            return account.Problem;
        }

        if (code.Length > MaxLength || !code.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '-'))
        {
            return Problem.Invalid("/code", "A promotion code at Stripe has letters, digits and hyphens.");
        }

        var discount = coupon ?? account.Value.Coupon;
        if (discount.Length == 0)
        {
            return Problem.Invalid("/stripe_coupon", "Name the coupon at Stripe that says how much customers save.");
        }

        var key = account.Value.ApiKey;
        var form = FormOf(program, partner, code, discount);
        var answer = await stripe.SendAsync(
            HttpMethod.Post,
            Path,
            key,
            form,
            IdempotencyKeyOf(form),
            cancellationToken
        );
        if (answer is { IsDone: true } && answer.Text("id") is { } id)
        {
            return id;
        }

        // Stripe forgets idempotency keys after a day. The code of an earlier request is then in use already.
        return
            answer is { IsPassing: false, IsKeyRefused: false }
            && await FindAsync(key, program, partner, code, cancellationToken) is { } earlier
            ? earlier
            : ProblemOf(program, answer);
    }

    /// <summary>Ends a code that no partner has got.</summary>
    public async Task RetireAsync(ProgramSlug program, string id, CancellationToken cancellationToken)
    {
        if (AccountOf(program) is { Succeeded: true, Value: var account })
        {
            await stripe.SendAsync(
                HttpMethod.Post,
                $"{Path}/{Uri.EscapeDataString(id)}",
                account.ApiKey,
                [new("active", "false")],
                idempotencyKey: null,
                cancellationToken
            );
        }
    }

    private Result<StripeCodeAccount> AccountOf(ProgramSlug program) =>
        options.Value.Programs.TryGetValue(program.Value, out var account)
            ? account
            : Problem.Conflict(
                "The program has no account at Stripe.",
                [
                    (
                        "/create_at",
                        $"Set Coupons__Stripe__Programs__{program}__ApiKey, or leave this out and create the code yourself."
                    ),
                ]
            );

    private static KeyValuePair<string, string>[] FormOf(
        ProgramSlug program,
        PartnerId partner,
        string code,
        string coupon
    ) =>
        [
            new("promotion[type]", "coupon"),
            new("promotion[coupon]", coupon),
            new("code", code),
            new("metadata[program]", program.Value),
            new("metadata[partner]", partner.Value),
        ];

    // Stripe refuses another body under the same key.
    private static string IdempotencyKeyOf(IEnumerable<KeyValuePair<string, string>> form) =>
        "promotion-code-"
        + Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', form.Select(pair => $"{pair.Key}={pair.Value}"))))
        );

    private async Task<string?> FindAsync(
        string key,
        ProgramSlug program,
        PartnerId partner,
        string code,
        CancellationToken cancellationToken
    )
    {
        var answer = await stripe.SendAsync(
            HttpMethod.Get,
            $"{Path}?active=true&code={Uri.EscapeDataString(code)}",
            key,
            form: null,
            idempotencyKey: null,
            cancellationToken
        );
        return
            answer is { IsDone: true }
            && answer.Body.TryGetProperty("data", out var data)
            && data.ValueKind == JsonValueKind.Array
            ? data.EnumerateArray()
                .Select(item => new StripeAnswer(answer.Status, item))
                .Where(item =>
                    item.Text("metadata", "program") == program.Value
                    && item.Text("metadata", "partner") == partner.Value
                )
                .Select(item => item.Text("id"))
                .FirstOrDefault()
            : null;
    }

    private static Problem ProblemOf(ProgramSlug program, StripeAnswer? answer) =>
        answer switch
        {
            null or { IsPassing: true } => new Problem(
                ProblemKind.Unavailable,
                "Stripe cannot be reached at present. Nothing was changed; send the request again."
            ),
            { IsKeyRefused: true } => Problem.Conflict(
                "Stripe does not accept the key of the program. Set a restricted key that may write promotion codes in "
                    + $"Coupons__Stripe__Programs__{program}__ApiKey. {answer.Refusal}"
            ),
            _ => Problem.Conflict(
                "Stripe refuses the promotion code. Nothing was changed.",
                [
                    (
                        answer.RefusedParameter?.Contains("coupon", StringComparison.Ordinal) == true
                            ? "/stripe_coupon"
                            : "/code",
                        answer.Refusal
                    ),
                ]
            ),
        };
}
