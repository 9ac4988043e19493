using System.Buffers.Text;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Affiliate.Domain.Identity;
using AffiliateFunctions.Events.Clicks;
using AffiliateFunctions.Infrastructure.Security;
using AffiliateFunctions.Infrastructure.Storage;
using AffiliateFunctions.Onboarding;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace AffiliateFunctions.Tests.Operations;

/// <summary>Several keys are valid at once, and what an earlier key has signed or encrypted is still read.</summary>
public sealed class KeyRotationTests
{
    private const string Bound = "demo/partner:prt_1";
    private static readonly string Old = OperationsHost.Key(1);
    private static readonly string New = OperationsHost.Key(2);
    private static readonly ProgramSlug Slug = ProgramSlug.Parse("demo");
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2026, 11, 1, 12, 0, 0, TimeSpan.Zero));

    [Fact]
    public void A_link_of_the_second_key_works_until_it_expires_or_the_key_is_removed()
    {
        var text = new LinkTokens(Signing(Old), Clock).Sign(Token(Clock.GetUtcNow().AddDays(1)));
        var expired = new LinkTokens(Signing(Old), Clock).Sign(Token(Clock.GetUtcNow().AddDays(-1)));

        var rotated = new LinkTokens(Signing($"{New},{Old}"), Clock);
        Assert.Equal("apv_1", rotated.Read(text, "approve").Token?.Subject);
        Assert.Equal(LinkRefusal.Expired, rotated.Read(expired, "approve").Refusal);
        Assert.Equal(LinkRefusal.Invalid, new LinkTokens(Signing(New), Clock).Read(text, "approve").Refusal);
        Assert.Null(new LinkTokens(Signing(Old), Clock).Read(rotated.Sign(Token(Clock.GetUtcNow())), "approve").Token);
    }

    [Fact]
    public void A_link_of_an_earlier_version_has_no_key_id_and_works()
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(Token(Clock.GetUtcNow().AddDays(1)), StoredJson.Options);
        var signature = HMACSHA256.HashData(Convert.FromBase64String(Old), payload);
        var text = $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(signature)}";

        Assert.NotNull(new LinkTokens(Signing($"{New},{Old}"), Clock).Read(text, "approve").Token);
        Assert.Null(new LinkTokens(Signing(New), Clock).Read(text, "approve").Token);
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a.b.c.d")]
    [InlineData("e30.00000000.AAAA")]
    public void Text_of_another_form_is_no_link(string text) =>
        Assert.Equal(LinkRefusal.Invalid, new LinkTokens(Signing(Old), Clock).Read(text, "approve").Refusal);

    [Fact]
    public void A_click_id_of_the_second_key_is_read_with_its_notes()
    {
        var partner = PartnerId.Parse("prt_00000000000000000000000001");
        var id = new ClickIds(Signing(Old)).New(Slug, partner, Clock.GetUtcNow(), TouchNotes.Burst);

        var read = new ClickIds(Signing($"{New},{Old}")).Read(Slug, id)!;

        Assert.Equal((partner, TouchNotes.Burst), (read.Partner, read.Notes));
        Assert.Null(new ClickIds(Signing(New)).Read(Slug, id));
    }

    [Fact]
    public void A_form_that_was_shown_before_the_rotation_can_be_sent_after_it()
    {
        var fields = new Dictionary<string, string> { [FormTokens.Field] = new FormTokens(Signing(Old)).Of("secret") };

        Assert.True(new FormTokens(Signing($"{New},{Old}")).IsOf("secret", fields));
        Assert.False(new FormTokens(Signing(New)).IsOf("secret", fields));
    }

    [Fact]
    public void The_newest_key_encrypts_and_all_keys_decrypt()
    {
        var old = new EncryptedText(Encrypting(Old)).Seal("NL91", Bound);
        var rotated = new EncryptedText(Encrypting($"{New},{Old}"));

        Assert.Equal("NL91", rotated.Open(old, Bound));
        Assert.False(rotated.IsNewest(old));
        Assert.True(rotated.IsNewest(rotated.Seal("NL91", Bound)));
        Assert.Equal("NL91", new EncryptedText(Encrypting(New)).Open(rotated.Seal("NL91", Bound), Bound));
    }

    [Fact]
    public void A_value_whose_key_is_missing_names_the_key()
    {
        var encryption = new EncryptedText(Encrypting(Old));

        var fault = Assert.Throws<MissingKeyException>(() =>
            new EncryptedText(Encrypting(New)).Open(encryption.Seal("NL91", Bound), Bound)
        );

        Assert.Equal(encryption.NewestKey, fault.KeyId);
        Assert.Contains(encryption.NewestKey, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_value_of_an_earlier_version_has_no_key_id_and_is_tried_against_all_keys()
    {
        var box = FirstForm(Old, "NL91");

        Assert.Equal("NL91", new EncryptedText(Encrypting($"{New},{Old}")).Open(box, Bound));
        Assert.Throws<MissingKeyException>(() => new EncryptedText(Encrypting(New)).Open(box, Bound));
        Assert.Throws<MissingKeyException>(() => new EncryptedText(Encrypting(Old)).Open(box, "demo/partner:prt_2"));
    }

    [Fact]
    public void A_value_that_was_altered_or_moved_is_refused()
    {
        var encryption = new EncryptedText(Encrypting(Old));
        var box = encryption.Seal("NL91", Bound);

        Assert.Throws<AuthenticationTagMismatchException>(() => encryption.Open(box, "demo/partner:prt_2"));
        box[^1] ^= 1;
        Assert.Throws<AuthenticationTagMismatchException>(() => encryption.Open(box, Bound));
        Assert.Throws<CryptographicException>(() => encryption.Open([2, 0, 0], Bound));
    }

    [Fact]
    public void Rows_that_are_named_by_hashes_are_found_after_a_rotation()
    {
        var before = new EmailKey(Encrypting(Old)).RowOf(Slug, "ann@example.com");

        Assert.Equal(before, new EmailKey(Encrypting($"{New},{Old}")).RowOf(Slug, "ann@example.com"));
        var removed = Options.Create(new SecurityOptions { EncryptionKey = New, EmailIndexKey = Old });
        Assert.Equal(before, new EmailKey(removed).RowOf(Slug, "ann@example.com"));
    }

    [Theory]
    [InlineData("", "it must be 32 random bytes in base64")]
    [InlineData("{1},short", "of its 2 keys, number 2 is wrong: it must be 32 random bytes in base64")]
    [InlineData("{1},", "of its 2 keys, number 2 is wrong")]
    [InlineData("{1},{2},{1}", "it names one key twice")]
    public void A_malformed_list_of_keys_says_which_key_is_wrong(string setting, string fault)
    {
        var text = setting.Replace("{1}", Old, StringComparison.Ordinal).Replace("{2}", New, StringComparison.Ordinal);
        var options = new SecurityOptions { LinkSigningKey = Old, EncryptionKey = text };

        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);

        var found = Assert.Single(faults);
        Assert.Equal([nameof(SecurityOptions.EncryptionKey)], found.MemberNames);
        Assert.StartsWith(fault, found.ErrorMessage, StringComparison.Ordinal);
    }

    /// <summary>The form of values before keys had ids: version 1, nonce, tag, cipher text.</summary>
    internal static byte[] FirstForm(string key, string text, string bound = Bound)
    {
        var plain = Encoding.UTF8.GetBytes(text);
        var box = new byte[29 + plain.Length];
        box[0] = 1;
        RandomNumberGenerator.Fill(box.AsSpan(1, 12));
        using var aes = new AesGcm(Convert.FromBase64String(key), 16);
        aes.Encrypt(box.AsSpan(1, 12), plain, box.AsSpan(29), box.AsSpan(13, 16), Encoding.UTF8.GetBytes(bound));
        return box;
    }

    private static LinkToken Token(DateTimeOffset expiresAt) =>
        new("approve", "demo", "apv_1", "ann@example.com", "hash", expiresAt);

    private static IOptions<SecurityOptions> Signing(string keys) =>
        Options.Create(new SecurityOptions { LinkSigningKey = keys });

    private static IOptions<SecurityOptions> Encrypting(string keys) =>
        Options.Create(new SecurityOptions { EncryptionKey = keys });
}
