using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Infrastructure.Http;
using AffiliateFunctions.Infrastructure.Ids;
using Microsoft.Extensions.Options;

namespace AffiliateFunctions.Onboarding.StripeCodes;

/// <summary>
/// Creates promotion codes at Stripe, by which customers save what a coupon of the account says
/// (https://docs.stripe.com/api/promotion_codes/create). The code carries its program and partner as metadata, so that a
/// code that an interrupted request has created is recognised.
/// </summary>
internal sealed class StripePromotionCodes(StripeClient stripe, IOptions<StripeCodeOptions> options, IdSource ids)
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
        var known = await FindAsync(key, program, partner, code, cancellationToken);
        if (!known.Succeeded)
        {
            return known.Problem;
        }

        if (known.Value.Id is { } earlier)
        {
            return earlier;
        }

        // For a day, Stripe gives the first answer to a key again, even if the first answer was a fault or the code has
        // been ended since. So each attempt has a key of its own: Stripe has at most one active code of a name.
        var answer = await stripe.SendAsync(
            HttpMethod.Post,
            Path,
            key,
            FormOf(program, partner, code, discount),
            ids.Next("promotion-code-"),
            cancellationToken
        );
        if (answer is { IsDone: true, IsActive: true } && answer.Text("id") is { } id)
        {
            return id;
        }

        if (answer is null or { IsPassing: true } or { IsKeyRefused: true })
        {
            return ProblemOf(program, answer);
        }

        // Another request can have created the code in the meantime.
        var other = await FindAsync(key, program, partner, code, cancellationToken);
        return !other.Succeeded ? other.Problem
            : other.Value.Id is { } found ? found
            : ProblemOf(program, answer.IsDone ? null : answer);
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

    // Finds the partner's active code. An answer that is no list says nothing about the code.
    private async Task<Result<FoundCode>> FindAsync(
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
        if (
            answer is not { IsDone: true, Body.ValueKind: JsonValueKind.Object }
            || !answer.Body.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Array
        )
        {
            return ProblemOf(program, answer is { IsDone: true } ? null : answer);
        }

        return new FoundCode(
            data.EnumerateArray()
                .Select(item => new StripeAnswer(answer.Status, item))
                .Where(item =>
                    item.IsActive
                    && item.Text("metadata", "program") == program.Value
                    && item.Text("metadata", "partner") == partner.Value
                )
                .Select(item => item.Text("id"))
                .FirstOrDefault()
        );
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

    /// <summary>What Stripe knows of the partner's code.</summary>
    /// <param name="Id">The id of the active code, or null.</param>
    private sealed record FoundCode(string? Id);
}
