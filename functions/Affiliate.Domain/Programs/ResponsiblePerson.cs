using System.Text.Json;
using System.Text.Json.Serialization;

namespace Affiliate.Domain.Programs;

/// <summary>
/// A person, a team or a role that is responsible for something. Unlike a <see cref="Person"/>, it can be without an
/// address.
/// </summary>
/// <param name="Name">The name.</param>
/// <param name="Email">The e-mail address, or null.</param>
public sealed record ResponsiblePerson(string Name, string? Email = null)
{
    /// <summary>Returns a person as one that is responsible.</summary>
    public static ResponsiblePerson Of(Person person) => new(person.Name, person.Email);

    /// <summary>Returns the text that lists show: the address, or the name of one without an address.</summary>
    public string Label() => Email ?? Name;
}

/// <summary>
/// Reads a <see cref="ResponsiblePerson"/> from an object with <c>name</c> and <c>email</c>, or from a text, which is the
/// name. Writes the object.
/// </summary>
public sealed class ResponsiblePersonConverter : JsonConverter<ResponsiblePerson>
{
    /// <inheritdoc/>
    public override ResponsiblePerson? Read(
        ref Utf8JsonReader reader,
        Type typeToConvert,
        JsonSerializerOptions options
    )
    {
        if (reader.TokenType == JsonTokenType.String)
        {
            return new ResponsiblePerson(reader.GetString()!);
        }

        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Give an object with 'name' and 'email', or the name as a string.");
        }

        try
        {
            return JsonSerializer.Deserialize<ResponsiblePerson>(ref reader, options);
        }
        catch (JsonException fault) when (fault.InnerException is not JsonException)
        {
            // The path of the fault begins at this object. A fault without a path gets that of the whole document.
            var member = fault.Path?.Split('.')[^1];
            throw new JsonException(
                member is "name" or "email" ? $"Give '{member}' as a string in double quotes." : fault.Message
            );
        }
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, ResponsiblePerson value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, options);
}
